/**
 * Publishers of the bench `ingest`, in a process of their own: bare sockets that speak just enough MQTT 3.1.1, because
 * a client library would take more of the machine than what is measured. Each connection is one device and keeps a
 * window of unacknowledged QoS 1 messages. Forked with one argument, a {@link PublishOrder} as JSON; says `{ready}`,
 * begins at `{begin}`, and at `{end}` sends nothing more, waits for its acknowledgements and tells its figures.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface PublishOrder {
  host: string;
  port: number;
  /** `siteId/deviceId`, one a connection. */
  devices: string[];
  /** Unacknowledged messages a connection may have. */
  window: number;
  /** Messages a second of all connections; 0: as fast as the windows allow. */
  messagesPerS: number;
}

export interface PublishFigures {
  acknowledged: number;
  unacknowledged: number;
  bytesPerMessage: number;
  /** From publish to PUBACK, ms: the moment at which it is committed. */
  latenciesMs: number[];
  cpuMs: number;
}

export interface Publishers {
  begin(): void;
  end(): Promise<PublishFigures>;
}

/** Values of an ordinary fridge, far from every limit. */
export const valuesPerMessage = 12;
const body =
  '"values":{"temperatureC":4.12,"humidityPct":61.4,"doorOpen":0,"powerW":312.5,"batteryPct":91.2,"weightKg":12.75,' +
  '"smoke":0,"waterLeak":0,"gasPctLel":0.31,"uvMinutes":14.5,"pm25UgM3":12.25,"fumeMgM3":0.42},"fw":"2.4.1"}';
/** One of so many messages is timed. */
const timedEvery = 16;
const drainLimitMs = 60_000;

/** Resolves when all connections are up. */
export async function startPublishers(order: PublishOrder): Promise<Publishers> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(order)], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
  });
  await answer(child);
  return {
    begin: () => child.send('begin'),
    end: async () => {
      child.send('end');
      const figures = await answer(child);
      child.disconnect();
      return figures as PublishFigures;
    },
  };
}

function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the publishers' process ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

interface Connection {
  socket: Socket;
  topic: Buffer;
  seq: number;
  lastTs: number;
  inFlight: number;
  packetId: number;
  timed: Map<number, number>;
}

async function publishAll(order: PublishOrder): Promise<void> {
  const connections: Connection[] = [];
  for (let at = 0; at < order.devices.length; at += 100) {
    const part = order.devices.slice(at, at + 100).map((device) => open(order, device));
    connections.push(...(await Promise.all(part)));
  }
  const latenciesMs: number[] = [];
  let acknowledged = 0;
  let sent = 0;
  let sending = false;
  let beganAt = 0;
  let bytesPerMessage = 0;
  const allowed = () =>
    order.messagesPerS === 0 ? Infinity : ((performance.now() - beganAt) / 1000) * order.messagesPerS - sent;
  const fill = (connection: Connection, most: number) => {
    const room = Math.min(order.window - connection.inFlight, most);
    if (room < 1 || !sending) return;
    const packets = Array.from({ length: Math.floor(room) }, () => nextPacket(connection));
    bytesPerMessage = packets[0]?.payloadBytes ?? 0;
    sent += packets.length;
    connection.inFlight += packets.length;
    connection.socket.write(
      packets.length === 1
        ? (packets[0]?.bytes as Buffer)
        : Buffer.concat(packets.map((packet) => packet.bytes)),
    );
  };
  for (const connection of connections) {
    onAcknowledged(connection, (packetId) => {
      acknowledged += 1;
      connection.inFlight -= 1;
      const at = connection.timed.get(packetId);
      if (at !== undefined) {
        latenciesMs.push(performance.now() - at);
        connection.timed.delete(packetId);
      }
      if (order.messagesPerS === 0 && connection.inFlight <= order.window / 2) fill(connection, Infinity);
    });
  }
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    if (message === 'begin') {
      sending = true;
      beganAt = performance.now();
      if (order.messagesPerS === 0) for (const connection of connections) fill(connection, Infinity);
      else pace(connections, { allowed, fill, isSending: () => sending });
      return;
    }
    sending = false;
    const giveUpAt = performance.now() + drainLimitMs;
    const wait = setInterval(() => {
      if (acknowledged < sent && performance.now() < giveUpAt) return;
      clearInterval(wait);
      const { user, system } = process.cpuUsage();
      const cpuMs = (user + system) / 1000;
      process.send?.({
        acknowledged,
        unacknowledged: sent - acknowledged,
        bytesPerMessage,
        latenciesMs,
        cpuMs,
      });
    }, 20);
  });
  process.send?.({ ready: true });
}

function pace(
  connections: Connection[],
  {
    allowed,
    fill,
    isSending,
  }: { allowed: () => number; fill: (one: Connection, most: number) => void; isSending: () => boolean },
): void {
  let next = 0;
  const timer = setInterval(() => {
    if (!isSending()) return clearInterval(timer);
    for (let left = Math.floor(allowed()), turn = 0; left > 0 && turn < connections.length; left--, turn++) {
      fill(connections[next] as Connection, 1);
      next = (next + 1) % connections.length;
    }
  }, 5);
}

function open({ host, port }: PublishOrder, device: string): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once('connect', () => socket.write(connectPacket(`bench-${device.replace('/', '-')}`)));
    socket.once('data', (chunk: Buffer) => {
      if (chunk[0] !== 0x20 || chunk[3] !== 0) reject(new Error('the broker refused a connection'));
      const topic = Buffer.from(`mingchu/v1/${device}/telemetry`);
      resolve({ socket, topic, seq: 0, lastTs: 0, inFlight: 0, packetId: 0, timed: new Map() });
    });
  });
}

/** After CONNACK the broker sends nothing but PUBACKs, of four bytes each. */
function onAcknowledged({ socket }: Connection, acknowledge: (packetId: number) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) acknowledge(bytes.readUInt16BE(at + 2));
    rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
  });
}

/** CONNECT: MQTT 3.1.1, clean session, no keep-alive. */
function connectPacket(clientId: string): Buffer {
  const id = Buffer.from(clientId);
  const head = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, id.length >> 8, id.length & 0xff]);
  return Buffer.concat([Buffer.from([0x10, head.length + id.length]), head, id]);
}

/** PUBLISH at QoS 1 with the next reading of the device. */
function nextPacket(connection: Connection): { bytes: Buffer; payloadBytes: number } {
  connection.packetId = connection.packetId === 0xffff ? 1 : connection.packetId + 1;
  connection.seq += 1;
  // Two messages of one millisecond would be one reading.
  connection.lastTs = Math.max(connection.lastTs + 1, Date.now());
  if (connection.seq % timedEvery === 0) connection.timed.set(connection.packetId, performance.now());
  const payload = `{"ts":${connection.lastTs},"seq":${connection.seq},${body}`;
  const { topic } = connection;
  const remaining = 2 + topic.length + 2 + payload.length;
  const bytes = Buffer.allocUnsafe(3 + remaining);
  bytes[0] = 0x32;
  bytes[1] = (remaining & 0x7f) | 0x80;
  bytes[2] = remaining >> 7;
  bytes.writeUInt16BE(topic.length, 3);
  topic.copy(bytes, 5);
  bytes.writeUInt16BE(connection.packetId, 5 + topic.length);
  bytes.write(payload, 7 + topic.length, 'latin1');
  return { bytes, payloadBytes: payload.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  await publishAll(JSON.parse(process.argv[2] ?? '{}') as PublishOrder);
}
