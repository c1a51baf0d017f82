/** A whole system of its own for a replay: database, broker and screens on free ports, its clock where the story is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../usageError.ts';

export interface EmbeddedServer {
  api: string;
  broker: string;
  password: string;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url));
/** The server ends within 5 s of being asked. */
const killAfterMs = 7_000;

/** Its data is gone when it ends. @param startAt what its clock shows at its start, ms since 1970 */
export async function startEmbeddedServer({
  startAt,
  speed,
}: {
  startAt: number;
  speed: number;
}): Promise<EmbeddedServer> {
  if (!existsSync(program)) throw new UsageError('the server is not built: npm run replay builds it');
  const dataDir = mkdtempSync(join(tmpdir(), 'mingchu-replay-'));
  const password = `kitchen-${randomBytes(4).toString('hex')}`;
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      REDIS_URL: '',
      MQTT_URL: '',
      ROLES: '',
      PORT: '0',
      MQTT_PORT: '0',
      DEMO: '1',
      DEMO_PASSWORD: password,
      LOG_LEVEL: 'error',
      CLOCK_START: new Date(startAt).toISOString(),
      CLOCK_SPEED: String(speed),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const close = async () => {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { url, mqttUrl } = await ready(child);
    return { api: url, broker: mqttUrl, password, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function ready(child: ChildProcess): Promise<{ url: string; mqttUrl: string }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new UsageError('the server did not start')));
    child.once('message', (message) => resolve(message as { url: string; mqttUrl: string }));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await gone;
  clearTimeout(timer);
}
