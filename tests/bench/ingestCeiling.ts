/**
 * What the bench `ingest` is held against: a bare mqtt.js subscriber at QoS 1 that only counts, and, for the embedded
 * side, a bare aedes. Each in a process of its own, forked from here.
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';

interface Started {
  /** Port of the broker; of a subscriber the broker's. */
  port: number;
  received: () => Promise<number>;
  stop: () => void;
}

/** `aedes` starts a bare broker on the port; `subscriber` subscribes to everything on the broker there. */
export async function startCeiling(kind: 'aedes' | 'subscriber', port: number): Promise<Started> {
  const child = fork(fileURLToPath(import.meta.url), [kind, String(port)], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
  });
  const next = () =>
    new Promise<number>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`the ${kind} of the ceiling ended`)));
      child.once('message', (message) => {
        child.removeAllListeners('exit');
        resolve(message as number);
      });
    });
  await next();
  return {
    port,
    received: () => {
      child.send('count');
      return next();
    },
    stop: () => child.disconnect(),
  };
}

async function serve(kind: string, port: number): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  let received = 0;
  process.on('message', () => process.send?.(received));
  if (kind === 'aedes') {
    const broker = await Aedes.createBroker();
    const server = createServer(broker.handle);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  } else {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'ceiling' });
    client.on('message', () => {
      received += 1;
    });
    await client.subscribeAsync('mingchu/v1/#', { qos: 1 });
  }
  process.send?.(0);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  await serve(process.argv[2] ?? '', Number(process.argv[3]));
}
