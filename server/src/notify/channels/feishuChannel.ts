/**
 * A Feishu (飞书) group robot. POST {base}/open-apis/bot/v2/hook/{hookId}; with a signing secret the body carries
 * `timestamp` (seconds) and `sign`: base64 of HMAC-SHA256 with the KEY `timestamp\nsecret` over nothing. It answers
 * 200 whatever happened: the truth is `code`. Robots cannot call people by mobile number.
 */
import { createHmac } from 'node:crypto';
import type { Severity } from '@mingchu/shared/violation';
import type { Clock } from '../../platform/clock.ts';
import { contentOf, NotTakenError, type MessageContent, type SendingChannel } from '../channel.ts';
import { answerJson, exchange, rateLimitWaitMs, replyOf, requireTaken } from '../outgoing.ts';

const vendorUrl = 'https://open.feishu.cn';
/** Called too often. */
const rateLimitCodes = new Set([9499, 11232]);

export interface FeishuOptions {
  baseUrl?: string | undefined;
  hookId: string;
  signingSecret?: string | undefined;
  perMinute: number | null;
  clock: Clock;
}

export function feishuChannel(name: string, options: FeishuOptions): SendingChannel {
  const url = new URL(
    `/open-apis/bot/v2/hook/${encodeURIComponent(options.hookId)}`,
    options.baseUrl ?? vendorUrl,
  );
  return {
    name,
    delivers: 'from-outbox',
    perMinute: options.perMinute,
    send: async (message) => {
      const answer = await exchange({
        method: 'POST',
        url: url.href,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...signature(options), ...card(contentOf(message)) }),
      });
      requireTaken(answer);
      const json = answerJson(answer);
      const code = json['code'] ?? json['StatusCode'];
      if (code === 0) return replyOf(answer);
      throw new NotTakenError(replyOf(answer), rateLimitCodes.has(Number(code)) ? rateLimitWaitMs : 'never');
    },
  };
}

function signature({ signingSecret, clock }: FeishuOptions): { timestamp: string; sign: string } | undefined {
  if (signingSecret === undefined) return undefined;
  const timestamp = String(Math.floor(clock.now() / 1000));
  const sign = createHmac('sha256', `${timestamp}\n${signingSecret}`).digest('base64');
  return { timestamp, sign };
}

const headerColours = {
  critical: 'red',
  major: 'orange',
  minor: 'yellow',
  info: 'grey',
} as const satisfies Record<Severity, string>;

function card(content: MessageContent) {
  const text = [content.body, ...content.lines].join('\n');
  const button = {
    tag: 'action',
    actions: [
      {
        tag: 'button',
        type: 'primary',
        text: { tag: 'plain_text', content: content.language === 'en' ? 'Open' : '查看' },
        url: content.link,
      },
    ],
  };
  return {
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: {
        template: content.severity === null ? 'blue' : headerColours[content.severity],
        title: { tag: 'plain_text', content: content.title },
      },
      elements: [
        { tag: 'div', text: { tag: 'plain_text', content: text } },
        ...(content.link === null ? [] : [button]),
      ],
    },
  };
}
