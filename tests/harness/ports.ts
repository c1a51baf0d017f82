/** Ports of the loopback interface for servers that tests start. */
import type { ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A port that nothing listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

const startTimeoutMs = 10_000;

/** Resolves when something accepts connections; rejects when the process that should is gone. */
export async function waitForPort(port: number, server: ChildProcess): Promise<void> {
  let failure: Error | undefined;
  server.once('error', (error) => {
    failure = error;
  });
  const giveUpAt = performance.now() + startTimeoutMs;
  while (!(await accepts(port))) {
    if (failure) throw failure;
    if (server.exitCode !== null || performance.now() > giveUpAt) {
      throw new Error(`${server.spawnfile} does not listen on port ${port}`);
    }
    await sleep(20);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
