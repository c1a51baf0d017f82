/** The ports of the embedded broker: in the clear, over TLS, or both. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Logger } from '../log.ts';
import type { BrokerAccess } from './brokerAccess.ts';
import { createTlsServer, type TlsOptions } from './brokerTls.ts';

export interface ListenOptions {
  /** Null: no connections in the clear. */
  port: number | null;
  tls?: TlsOptions | undefined;
  log: Logger;
  /** Who may connect and what he may do; without it everybody may do everything. */
  access?: BrokerAccess | undefined;
}

/** Of each port. */
const maxConnections = 20_000;

/** Rejects with the system's error when a port is taken; then none is held. */
export async function openListeners(
  { port, tls, log, access }: ListenOptions,
  onSocket: (socket: Socket) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const open: Server[] = [];
  const secure = tls && createTlsServer({ ...tls, log }, onSocket);
  const listen = async (server: Server, at: number): Promise<number> => {
    server.maxConnections = maxConnections;
    server.on('connection', (socket: Socket) => {
      const { remoteAddress, remotePort } = socket;
      if (access && !access.addresses.mayConnect(remoteAddress, remotePort)) return socket.destroy();
      sockets.add(socket);
      return socket.once('close', () => {
        sockets.delete(socket);
        access?.addresses.settled(remoteAddress, remotePort);
      });
    });
    const taken = await listening(server, at);
    open.push(server);
    return taken;
  };
  const close = async () => {
    secure?.stopWatching();
    const closed = open.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  try {
    const overTls = secure && tls ? await listen(secure.server, tls.port) : undefined;
    const clear = port === null ? undefined : await listen(createServer(onSocket), port);
    const url = clear === undefined ? `mqtts://localhost:${overTls}` : `mqtt://localhost:${clear}`;
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listening(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
