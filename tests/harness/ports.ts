/** Ports of the loopback interface for servers that tests start. */
import type { ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ports below those that the system gives to outgoing connections: one of them that is free now is not taken by a
 * connection of some client before our server listens.
 */
const [firstPort, portCount] = [20_000, 10_000];

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * portCount);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
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
