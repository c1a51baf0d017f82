/**
 * A WeCom (企业微信) group robot. POST {base}/cgi-bin/webhook/send?key=…; the key is the only secret. Its code is
 * `errcode`. People are called by mobile number in plain text only, so a message for one person is text, for a group
 * markdown (at most 2,048 and 4,096 bytes).
 */
import type { MessageContent, SendingChannel } from '../channel.ts';
import { groupRobotChannel } from '../groupRobot.ts';

const vendorUrl = 'https://qyapi.weixin.qq.com';
const maxTextBytes = 2048;
const maxMarkdownBytes = 4096;
/** Called too often; too many at once. */
const rateLimitCodes = new Set([45009, 45033]);
const busyCodes = new Set([-1]);

export interface WecomOptions {
  baseUrl?: string | undefined;
  key: string;
  perMinute: number | null;
}

export function wecomChannel(name: string, options: WecomOptions): SendingChannel {
  const url = new URL('/cgi-bin/webhook/send', options.baseUrl ?? vendorUrl);
  url.searchParams.set('key', options.key);
  return groupRobotChannel(name, {
    perMinute: options.perMinute,
    url: () => url.href,
    body: robotMessage,
    codeOf: ({ errcode }) => errcode,
    rateLimitCodes,
    busyCodes,
  });
}

function robotMessage(content: MessageContent) {
  const { title, body, lines, link, mobile } = content;
  if (mobile !== null) {
    const text = [`【${title}】${body}`, ...lines, ...(link === null ? [] : [link])].join('\n');
    return {
      msgtype: 'text',
      text: { content: cutToBytes(text, maxTextBytes), mentioned_mobile_list: [mobile] },
    };
  }
  const heading =
    content.severity === 'critical' ? `### <font color="warning">${title}</font>` : `### ${title}`;
  const open = link === null ? [] : [`[${content.language === 'en' ? 'Open' : '查看'}](${link})`];
  const text = [heading, body, ...lines.map((line) => `> ${line}`), ...open].join('\n');
  return { msgtype: 'markdown', markdown: { content: cutToBytes(text, maxMarkdownBytes) } };
}

/** Whole characters only. */
function cutToBytes(text: string, maxBytes: number): string {
  let cut = text;
  while (Buffer.byteLength(cut) > maxBytes) cut = [...cut].slice(0, -1).join('');
  return cut;
}
