/** What people see when a setting is wrong: one line that names it, and exit code 1. */
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../harness/ports.ts';
import { runToEnd } from '../harness/roleProcess.ts';
import { createDatabase } from '../harness/testDatabase.ts';

describe('a start that cannot be', () => {
  let taken: Server;
  let takenPort: string;
  let databaseUrl: string;
  let nowhere: string;
  beforeAll(async () => {
    databaseUrl = await createDatabase();
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, () => resolve()));
    const address = taken.address();
    takenPort = String(typeof address === 'object' && address ? address.port : 0);
    nowhere = `127.0.0.1:${await freePort()}`;
  });
  afterAll(() => {
    taken.close();
  });

  it.each([
    ['a port that is no number', () => ({ PORT: 'eighty' }), /^Mingchu cannot start\. PORT: /],
    ['a role that does not exist', () => ({ ROLES: 'web,cook' }), /^Mingchu cannot start\. ROLES: /],
    ['a port that is taken', () => ({ PORT: takenPort }), /^Mingchu cannot start\. PORT: .*taken/],
    [
      'a broker port that is taken',
      () => ({ MQTT_PORT: takenPort }),
      /^Mingchu cannot start\. MQTT_PORT: .*taken/,
    ],
    [
      'a database that does not answer',
      () => ({ DATABASE_URL: `postgresql://nobody:secret@${nowhere}/x` }),
      /^Mingchu cannot start\. DATABASE_URL: postgresql:\/\/nobody:…@/,
    ],
    [
      'a Redis that does not answer',
      () => ({ REDIS_URL: `redis://${nowhere}` }),
      /^Mingchu cannot start\. REDIS_URL: /,
    ],
    [
      'a broker that does not answer',
      () => ({ MQTT_URL: `mqtt://${nowhere}` }),
      /^Mingchu cannot start\. MQTT_URL: /,
    ],
  ])('[CO3] %s is one line that names the variable', async (_name, settings, line) => {
    const { code, stderr } = await runToEnd({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'error', ...settings() });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(line);
    expect(code).toBe(1);
  });
});
