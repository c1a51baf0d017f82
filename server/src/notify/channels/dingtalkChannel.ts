/**
 * A DingTalk group robot. POST {base}/robot/send?access_token=…, with a signing secret also &timestamp=…&sign=… where
 * sign is base64 of HMAC-SHA256 with the secret over `timestamp\nsecret` (ms). Its code is `errcode`. More than 20
 * messages a minute silence the robot for ten minutes.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { MessageContent, SendingChannel } from '../channel.ts';
import { groupRobotChannel } from '../groupRobot.ts';

const vendorUrl = 'https://oapi.dingtalk.com';
/** Speaks too fast; too many calls. */
const rateLimitCodes = new Set([130101, 410100]);
/** The system is busy. */
const busyCodes = new Set([-1]);

export interface DingtalkOptions {
  baseUrl?: string | undefined;
  accessToken: string;
  signingSecret?: string | undefined;
  perMinute: number | null;
  clock: Clock;
}

export function dingtalkChannel(name: string, options: DingtalkOptions): SendingChannel {
  return groupRobotChannel(name, {
    perMinute: options.perMinute,
    url: () => robotUrl(options),
    body: robotMessage,
    codeOf: ({ errcode }) => errcode,
    rateLimitCodes,
    busyCodes,
  });
}

function robotUrl({ baseUrl, accessToken, signingSecret, clock }: DingtalkOptions): string {
  const url = new URL('/robot/send', baseUrl ?? vendorUrl);
  url.searchParams.set('access_token', accessToken);
  if (signingSecret !== undefined) {
    const timestamp = String(clock.now());
    const sign = createHmac('sha256', signingSecret)
      .update(`${timestamp}\n${signingSecret}`)
      .digest('base64');
    url.searchParams.set('timestamp', timestamp);
    url.searchParams.set('sign', sign);
  }
  return url.href;
}

/** Whoever is called by mobile number must stand in the text as well, or is not called. */
function robotMessage(content: MessageContent) {
  const link =
    content.link === null ? [] : [`[${content.language === 'en' ? 'Open' : '查看'}](${content.link})`];
  const called = content.mobile === null ? [] : [`@${content.mobile}`];
  const text = [`### ${content.title}`, content.body, ...content.lines, ...link, ...called].join('\n\n');
  return {
    msgtype: 'markdown',
    markdown: { title: content.title, text },
    at: { atMobiles: content.mobile === null ? [] : [content.mobile], isAtAll: false },
  };
}
