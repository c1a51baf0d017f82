/** Mosquitto for tests: the machine's own, on a free port, with the limits that our shipped configuration sets. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { freePort, waitForPort } from './ports.ts';

export interface TestMosquitto {
  url: string;
  pid: number;
  /** `SIGSTOP` and `SIGCONT`: it is there and does not answer. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const binary = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find((file) => existsSync(file));

/** Files of the accounts, and the settings that name them. */
const settings: Record<string, string> = { passwords: 'password_file', acl: 'acl_file' };

/** False where Mosquitto is not installed or `MINGCHU_SKIP` names it. */
export const hasMosquitto = binary !== undefined && !process.env['MINGCHU_SKIP']?.includes('mosquitto');

export interface MosquittoOptions {
  /** That of one that was stopped; a free one when absent. */
  port?: number;
  inflight?: number;
  /** Texts of its password and ACL file; without them everybody may do everything. */
  accounts?: { passwords: string; acl: string };
}

export async function startMosquitto({
  port: wanted,
  inflight = 5_000,
  accounts,
}: MosquittoOptions = {}): Promise<TestMosquitto> {
  if (binary === undefined) throw new Error('mosquitto is not installed');
  const port = wanted ?? (await freePort());
  const dir = mkdtempSync(path.join(tmpdir(), 'mingchu-mosquitto-'));
  const file = path.join(dir, 'mosquitto.conf');
  for (const [name, text] of Object.entries(accounts ?? {})) writeFileSync(path.join(dir, name), text);
  const doors = accounts
    ? [
        'allow_anonymous false',
        ...Object.keys(accounts).map((name) => `${settings[name]} ${path.join(dir, name)}`),
      ]
    : ['allow_anonymous true'];
  writeFileSync(
    file,
    [
      `listener ${port} 127.0.0.1`,
      ...doors,
      // As root it would change to a user who cannot read this directory.
      `user ${userInfo().username}`,
      'max_queued_messages 1000000000',
      `max_inflight_messages ${inflight}`,
      'max_packet_size 4200000',
      '',
    ].join('\n'),
  );
  const { server, stop } = await runMosquitto(file, port);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    pid: server.pid as number,
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    stop: async () => {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** With a configuration as it stands, until it listens on `port`. */
export async function runMosquitto(
  file: string,
  port: number,
): Promise<{ server: ChildProcess; stop: () => Promise<void> }> {
  if (binary === undefined) throw new Error('mosquitto is not installed');
  const server: ChildProcess = spawn(binary, ['-c', file], { stdio: 'ignore' });
  await waitForPort(port, server);
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  };
  return { server, stop };
}
