/** A TCP line that can be slow, or cut without anybody being told, as when a cable is pulled or a firewall forgets. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CutLine {
  port: number;
  /** From now on nothing passes in either direction and nobody is told. */
  cut(): void;
  mend(): void;
  close(): void;
}

/**
 * A line to `port` that can be cut: a relay that stops reading, and takes new connections without an answer. From there
 * it brings no more than `bytesPerS`.
 */
export async function openCutLine(port: number, bytesPerS = Number.POSITIVE_INFINITY): Promise<CutLine> {
  const ends = new Set<Socket>();
  let isCut = false;
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
      end.on('data', (chunk: Buffer) => {
        other.write(chunk);
        if (end === near || bytesPerS === Number.POSITIVE_INFINITY) return;
        end.pause();
        setTimeout(() => isCut || end.resume(), (chunk.length / bytesPerS) * 1_000);
      });
      if (isCut) end.pause();
    }
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return {
    port: (relay.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      for (const end of ends) end.pause();
    },
    mend: () => {
      isCut = false;
      for (const end of ends) end.resume();
    },
    close: () => {
      for (const end of ends) end.destroy();
      relay.close();
    },
  };
}
