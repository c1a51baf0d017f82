/**
 * A Feishu (飞书) group robot. POST {base}/open-apis/bot/v2/hook/{hookId}; with a signing secret the body carries
 * `timestamp` (seconds) and `sign`: base64 of HMAC-SHA256 with the KEY `timestamp\nsecret` over nothing. Its code is
 * `code`. Robots cannot call people by mobile number.
 */
import { createHmac } from 'node:crypto';
import type { Severity } from '@mingchu/shared/violation';
import type { Clock } from '../../platform/clock.ts';
import type { MessageContent, SendingChannel } from '../channel.ts';
import { groupRobotChannel } from '../groupRobot.ts';

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
  return groupRobotChannel(name, {
    perMinute: options.perMinute,
    url: () => url.href,
    body: (content) => ({ ...signature(options), ...card(content) }),
    codeOf: (answer) => answer['code'] ?? answer['StatusCode'],
    rateLimitCodes,
  });
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
