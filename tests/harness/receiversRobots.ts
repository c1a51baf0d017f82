/**
 * Group robots as their vendors describe them: they check address, signature, time and form of a message, answer 200
 * whatever happens, and refuse what comes too fast.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { answerJson, type HttpReceiver, type ReceivedRequest, startHttpReceiver } from './receivers.ts';

export interface RobotReceiver extends HttpReceiver {
  /** What it has taken, parsed. */
  taken: Record<string, unknown>[];
}

interface RobotOptions {
  /** What the receiver takes for the time, ms. */
  now: () => number;
  /** Most messages it takes; then it says that they come too fast. */
  takesAtMost?: number;
}

type Verdict = Record<string, unknown> | null;

/** `judge` answers the vendor's refusal, or null. */
async function startRobot(
  options: RobotOptions,
  vendor: {
    ok: unknown;
    tooFast: unknown;
    judge: (request: ReceivedRequest, json: Record<string, unknown>) => Verdict;
  },
): Promise<RobotReceiver> {
  const taken: Record<string, unknown>[] = [];
  const receiver = await startHttpReceiver((request, response) => {
    const json = JSON.parse(request.text) as Record<string, unknown>;
    const refusal = vendor.judge(request, json);
    if (refusal !== null) {
      answerJson(response, refusal);
    } else if (taken.length >= (options.takesAtMost ?? Number.POSITIVE_INFINITY)) {
      answerJson(response, vendor.tooFast);
    } else {
      taken.push(json);
      answerJson(response, vendor.ok);
    }
  });
  return Object.assign(receiver, { taken });
}

const hourMs = 3_600_000;

function sameSign(given: string | null, expected: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

export function startDingtalk(
  options: RobotOptions & { accessToken: string; signingSecret?: string },
): Promise<RobotReceiver> {
  return startRobot(options, {
    ok: { errcode: 0, errmsg: 'ok' },
    tooFast: { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' },
    judge: ({ url, headers }, json) => {
      if (url.pathname !== '/robot/send' || headers['content-type'] !== 'application/json')
        return { errcode: 43004, errmsg: 'content type is not application/json' };
      if (url.searchParams.get('access_token') !== options.accessToken)
        return { errcode: 300001, errmsg: 'token is not exist' };
      const { signingSecret } = options;
      if (signingSecret !== undefined) {
        const timestamp = url.searchParams.get('timestamp') ?? '';
        if (Math.abs(options.now() - Number(timestamp)) > hourMs)
          return { errcode: 310000, errmsg: 'invalid timestamp' };
        const expected = createHmac('sha256', signingSecret)
          .update(`${timestamp}\n${signingSecret}`, 'utf8')
          .digest('base64');
        if (!sameSign(url.searchParams.get('sign'), expected))
          return { errcode: 310000, errmsg: 'sign not match' };
      }
      const markdown = json['markdown'] as { title?: string; text?: string } | undefined;
      if (json['msgtype'] !== 'markdown' || !markdown?.title || !markdown.text)
        return { errcode: 400105, errmsg: 'unsupported msgtype' };
      return null;
    },
  });
}

export function startWecom(options: RobotOptions & { key: string }): Promise<RobotReceiver> {
  return startRobot(options, {
    ok: { errcode: 0, errmsg: 'ok' },
    tooFast: { errcode: 45009, errmsg: 'api freq out of limit' },
    judge: ({ url }, json) => {
      if (url.pathname !== '/cgi-bin/webhook/send' || url.searchParams.get('key') !== options.key)
        return { errcode: 93000, errmsg: 'invalid webhook url' };
      const kind = json['msgtype'];
      if (kind !== 'text' && kind !== 'markdown') return { errcode: 40008, errmsg: 'invalid message type' };
      const { content } = json[kind] as { content: string };
      const most = kind === 'text' ? 2048 : 4096;
      if (Buffer.byteLength(content) > most)
        return { errcode: 40058, errmsg: `content exceed max length ${most}` };
      return null;
    },
  });
}

export function startFeishu(
  options: RobotOptions & { hookId: string; signingSecret?: string },
): Promise<RobotReceiver> {
  return startRobot(options, {
    ok: { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' },
    tooFast: { code: 11232, msg: 'create message speed limit' },
    judge: ({ url }, json) => {
      if (url.pathname !== `/open-apis/bot/v2/hook/${options.hookId}`)
        return { code: 19001, msg: 'param invalid: incoming webhook access token invalid' };
      const { signingSecret } = options;
      if (signingSecret !== undefined) {
        const timestamp = String(json['timestamp']);
        const late = Math.abs(options.now() / 1000 - Number(timestamp)) > 3600;
        const expected = createHmac('sha256', `${timestamp}\n${signingSecret}`).update('').digest('base64');
        if (late || !sameSign(String(json['sign']), expected))
          return {
            code: 19021,
            msg: 'sign match fail or timestamp is not within one hour from current time',
          };
      }
      const card = json['card'] as { header?: unknown; elements?: unknown[] } | undefined;
      if (json['msg_type'] !== 'interactive' || !card?.header || !card.elements?.length)
        return { code: 9499, msg: 'Bad Request' };
      return null;
    },
  });
}
