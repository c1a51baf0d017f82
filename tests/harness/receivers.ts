/** Real receivers of messages on the loopback interface: what every HTTP one shares, and that of SMS and webhooks. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutboxMessage } from '@mingchu/server/notify/channel';

export interface ReceivedRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body as UTF-8. */
  text: string;
}

export interface HttpReceiver {
  /** Without a slash at the end. */
  url: string;
  requests: ReceivedRequest[];
  /** How many are being answered now, at most so far. */
  mostAtOnce: number;
  close(): Promise<void>;
}

/** Answers each request by `answer`; what it does not end stays open. */
export async function startHttpReceiver(
  answer: (request: ReceivedRequest, response: ServerResponse) => void,
): Promise<HttpReceiver> {
  let atOnce = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    atOnce += 1;
    receiver.mostAtOnce = Math.max(receiver.mostAtOnce, atOnce);
    response.once('close', () => {
      atOnce -= 1;
    });
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const received = {
        method: request.method ?? '',
        url: new URL(request.url ?? '/', receiver.url),
        headers: request.headers,
        body,
        text: body.toString('utf8'),
      };
      receiver.requests.push(received);
      answer(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: HttpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    mostAtOnce: 0,
    close: () => closeServer(server),
  };
  return receiver;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

export function answerJson(response: ServerResponse, json: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}

/** A message as the outbox hands it to a channel. */
export function outboxMessage(
  facts: Omit<Partial<OutboxMessage>, 'content'> & { content?: Partial<OutboxMessage['content']> } = {},
): OutboxMessage {
  const { content, ...message } = facts;
  return {
    id: '6f1c2a52-1111-4222-8333-444455556666',
    recipientId: 'role:duty',
    username: null,
    step: 'breach',
    text: '【已超时】阳光小学食堂 严重违规，王芳 未在时限内到场（第 10 分钟 / 10）',
    dispatchId: 'd1',
    violationId: 'v1',
    createdAt: new Date('2026-11-23T02:10:00Z'),
    attempts: 1,
    ...message,
    content: {
      title: '已超时',
      body: '阳光小学食堂 严重违规，王芳 未在时限内到场（第 10 分钟 / 10）',
      lines: ['地址：阳光路 1 号', '时限：10:10 前到场'],
      path: '/console?id=v1',
      link: 'https://mingchu.example/console?id=v1',
      language: 'zh-CN',
      severity: 'critical',
      email: null,
      mobile: null,
      ...content,
    },
  };
}
