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

/** False where Mosquitto is not installed or `MINGCHU_SKIP` names it. */
export const hasMosquitto = binary !== undefined && !process.env['MINGCHU_SKIP']?.includes('mosquitto');

export async function startMosquitto({
  inflight = 5_000,
}: {
  inflight?: number;
} = {}): Promise<TestMosquitto> {
  if (binary === undefined) throw new Error('mosquitto is not installed');
  const port = await freePort();
  const dir = mkdtempSync(path.join(tmpdir(), 'mingchu-mosquitto-'));
  const file = path.join(dir, 'mosquitto.conf');
  writeFileSync(
    file,
    [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      // As root it would change to a user who cannot read this directory.
      `user ${userInfo().username}`,
      'max_queued_messages 0',
      `max_inflight_messages ${inflight}`,
      'max_packet_size 600000',
      '',
    ].join('\n'),
  );
  const server: ChildProcess = spawn(binary, ['-c', file], { stdio: 'ignore' });
  await waitForPort(port, server);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    pid: server.pid as number,
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    stop: async () => {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGKILL');
        await gone;
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
