import type { AuditLine, Problem } from '@mingchu/shared/http';
import type { SoundActAnswer } from '@mingchu/shared/sound';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { orderOpens } from './liveFacts.ts';
import { demoPassword, signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

describe('the sound of a screen', () => {
  const database = testDatabase();
  let server: WebServer;
  let duty: string;
  beforeAll(async () => {
    server = await startWebServer({ db: database.db });
    duty = await signIn(server.address, 'duty');
  });
  afterAll(() => server.close());

  async function act(
    cookie: string,
    body: object,
  ): Promise<{ status: number; body: Problem & SoundActAnswer }> {
    const response = await fetch(`${server.address}/api/v1/sound/acts`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Problem & SoundActAnswer };
  }

  /** What is on record about the sound, newest first. */
  async function recorded(): Promise<AuditLine[]> {
    const cookie = await signIn(server.address, 'chief');
    const response = await fetch(`${server.address}/api/v1/audit?subject=sound`, { headers: { cookie } });
    return ((await response.json()) as { items: AuditLine[] }).items;
  }

  it('[SO5] a mute has an end within 15 minutes and a person on record', async () => {
    const { status, body } = await act(duty, { act: 'mute', screen: 'wall', minutes: 15 });
    expect(status).toBe(200);
    expect(Date.parse(body.mutedUntil ?? '') - Date.parse(body.at)).toBe(15 * 60_000);
    const [line] = await recorded();
    expect(line).toMatchObject({
      actor: 'duty',
      subjectId: 'wall',
      act: 'mute',
      reason: 'muted-for-a-while',
      detail: { minutes: 15, mutedUntil: body.mutedUntil },
    });
    for (const minutes of [0, 16, 2.5])
      expect((await act(duty, { act: 'mute', screen: 'wall', minutes })).status).toBe(400);
    expect(await recorded()).toHaveLength(1);
  });

  it('[SO9] says when shifts begin, as the station has set it', async () => {
    const answer = await fetch(`${server.address}/api/v1/sound/duty-shifts`, { headers: { cookie: duty } });
    expect(await answer.json()).toEqual({ starts: ['07:30', '19:30'] });
  });

  it('[SO7] [SO9] a switch and a test are on record with what was heard', async () => {
    await act(duty, { act: 'switch', screen: 'console', on: false });
    await act(duty, { act: 'test', screen: 'console', heard: false, voice: 'none' });
    await act(duty, { act: 'unmute', screen: 'wall' });
    const lines = await recorded();
    expect(lines.slice(0, 3).map(({ act: done, reason }) => `${done} ${reason}`)).toEqual([
      'unmute mute-ended-by-hand',
      'test sound-not-heard',
      'switch sound-switched-off',
    ]);
    expect(lines[1]?.detail).toEqual({ heard: false, voice: 'none' });
  });

  it('[SO5] who may not acknowledge may not mute', async () => {
    await fetch(`${server.address}/api/v1/registry`, {
      method: 'PUT',
      headers: { cookie: await signIn(server.address, 'admin'), 'content-type': 'application/json' },
      body: JSON.stringify({ ...smallDistrict(1), inspectorPassword: demoPassword }),
    });
    const inspector = await signIn(server.address, 'inspector01');
    const { status, body } = await act(inspector, { act: 'mute', screen: 'wall', minutes: 5 });
    expect([status, body.code]).toEqual([403, 'role-not-allowed']);
  });
  it('[SO5] a mute acknowledges nothing', async () => {
    await orderOpens(database.db, { siteId: 'site-000', inspectorId: 'inspector01' });
    const before = await openViolations(database.db);
    expect(before.map(({ state }) => state)).toEqual(['unack']);
    expect((await act(duty, { act: 'mute', screen: 'wall', minutes: 5 })).status).toBe(200);
    expect(await openViolations(database.db)).toEqual(before);
  });
});
