/** A camera's own web server for tests: answers as the test says, and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface CameraServer {
  url: string;
  asked: Asked[];
  /** Replaces the answer; a request before the first is a 404. */
  answers(handler: (request: Asked, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** Listens on a free loopback port. */
export async function startCameraServer(): Promise<CameraServer> {
  const asked: Asked[] = [];
  let answer = (_request: Asked, response: ServerResponse): void => {
    response.writeHead(404).end();
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(parts).toString() };
      asked.push(one);
      answer(one, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers: (handler) => {
      answer = handler;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
