/**
 * Wall clients in a process of their own, so that reading their messages does not cost the server's event loop.
 * Forked with one argument, a {@link WallsOrder} as JSON; says `{ready}` when all have their snapshot, and answers
 * any message with a {@link WallsReport}.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  type ClientToServer,
  liveNamespace,
  liveProtocol,
  type LiveView,
  type ServerToClient,
} from '@mingchu/shared/live';
import { onSnapshot } from '@mingchu/shared/snapshotParts';
import { io, type Socket } from 'socket.io-client';

export interface WallsOrder {
  count: number;
  url: string;
  /** One for all, or one for each. */
  cookie: string | string[];
  view?: LiveView;
  /** Reads nothing after its snapshot. */
  deaf?: boolean;
}

export interface WallsReport {
  /** Sequence number → when each wall had it, ms since 1970 with fractions. */
  arrivals: Record<number, number[]>;
  /** Site → number of the first change that told of a violation there. */
  firstViolation: Record<string, number>;
}

export interface Walls {
  report(): Promise<WallsReport>;
  close(): void;
}

/** Milliseconds since 1970 with fractions; comparable between processes of one machine. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Resolves when every wall has its snapshot. */
export async function openWalls(order: WallsOrder): Promise<Walls> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(order)], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
  });
  const next = <Message>() =>
    new Promise<Message>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Message));
      child.once('exit', (code) => reject(new Error(`the walls' process ended with ${code}`)));
    });
  await next<{ ready: true }>();
  return {
    report: () => {
      const answer = next<WallsReport>();
      child.send({ report: true });
      return answer;
    },
    close: () => {
      child.removeAllListeners('exit');
      child.disconnect();
    },
  };
}

export interface Latencies {
  samples: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

export function latenciesOf(values: number[]): Latencies {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
    return Math.round((sorted[index] ?? Number.NaN) * 10) / 10;
  };
  return { samples: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

async function serve({ count, ...order }: WallsOrder): Promise<void> {
  const report: WallsReport = { arrivals: {}, firstViolation: {} };
  const sockets = await Promise.all(
    Array.from({ length: count }, (_none, index) => openWall(order, index, report)),
  );
  for (const socket of order.deaf ? sockets : []) pause(socket);
  process.on('message', () => process.send?.(report));
  process.on('disconnect', () => {
    for (const socket of sockets) socket.disconnect();
    process.exit(0);
  });
  process.send?.({ ready: true });
}

/** From now on the kernel's buffers fill and nobody empties them. */
function pause(socket: Socket): void {
  const engine = socket.io.engine as unknown as { transport: { ws: { _socket: { pause(): void } } } };
  engine.transport.ws._socket.pause();
}

function openWall(
  { url, cookie, view = 'wall' }: Omit<WallsOrder, 'count'>,
  index: number,
  report: WallsReport,
): Promise<Socket<ServerToClient, ClientToServer>> {
  const socket: Socket<ServerToClient, ClientToServer> = io(`${url}${liveNamespace}`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: typeof cookie === 'string' ? cookie : (cookie[index] ?? '') },
  });
  socket.on('connect', () => socket.emit('hello', { protocol: liveProtocol, view }));
  socket.on('changes', (changes) => {
    const at = preciseNow();
    for (const change of changes) {
      (report.arrivals[change.seq] ??= []).push(at);
      if (change.kind === 'violation') report.firstViolation[change.body.siteId] ??= change.seq;
    }
  });
  return new Promise((resolve, reject) => {
    onSnapshot(socket, () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  await serve(JSON.parse(process.argv[2] ?? '{}') as WallsOrder);
}
