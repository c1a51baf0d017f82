/** Group robots of DingTalk, WeCom and Feishu against receivers that check what the vendors check. */
import { dingtalkChannel } from '@mingchu/server/notify/channels/dingtalkChannel';
import { feishuChannel } from '@mingchu/server/notify/channels/feishuChannel';
import { wecomChannel } from '@mingchu/server/notify/channels/wecomChannel';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../harness/manualClock.ts';
import { outboxMessage } from '../harness/receivers.ts';
import { startDingtalk, startFeishu, startWecom, type RobotReceiver } from '../harness/receiversRobots.ts';

const clock = manualClock();
const { now } = clock;
const open: RobotReceiver[] = [];
const kept = <Receiver extends RobotReceiver>(receiver: Receiver): Receiver => {
  open.push(receiver);
  return receiver;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

/** How the sender sees the failure. */
async function refusalOf(sent: Promise<string>): Promise<{ message: string; again: unknown }> {
  try {
    await sent;
  } catch (error) {
    const { message, again } = error as { message: string; again: unknown };
    return { message, again };
  }
  throw new Error('it was taken');
}

function part<Part>(taken: Record<string, unknown> | undefined, name: string): Part {
  if (taken === undefined) throw new Error('nothing was taken');
  return taken[name] as Part;
}

describe('DingTalk', () => {
  const secrets = { accessToken: 'token-1', signingSecret: 'SEC+/=&秘' };
  const channel = (baseUrl: string, options: Partial<typeof secrets> = secrets) =>
    dingtalkChannel('ding', { baseUrl, accessToken: 'token-1', ...options, perMinute: 20, clock });

  it('[NO15] is signed, says what, where and when, and calls the person by mobile number', async () => {
    const robot = kept(await startDingtalk({ now, ...secrets }));
    const reply = await channel(robot.url).send(outboxMessage({ content: { mobile: '13800000001' } }));
    expect(reply).toBe('HTTP 200: {"errcode":0,"errmsg":"ok"}');
    const [taken] = robot.taken;
    expect(taken).toMatchObject({
      msgtype: 'markdown',
      markdown: { title: '已超时' },
      at: { atMobiles: ['13800000001'], isAtAll: false },
    });
    const { text } = part<{ text: string }>(taken, 'markdown');
    expect(text).toContain('阳光小学食堂 严重违规，王芳 未在时限内到场（第 10 分钟 / 10）');
    expect(text).toContain('](https://mingchu.example/console?id=v1)');
    expect(text).toContain('@13800000001');
  });

  it('[NO15] an answer of 200 with an error code is a refusal: wrong secrets are for good', async () => {
    const robot = kept(await startDingtalk({ now, ...secrets }));
    const wrongSign = await refusalOf(
      channel(robot.url, { signingSecret: 'SECother' }).send(outboxMessage()),
    );
    expect(wrongSign).toEqual({
      message: 'HTTP 200: {"errcode":310000,"errmsg":"sign not match"}',
      again: 'never',
    });
    const wrongToken = await refusalOf(channel(robot.url, { accessToken: 'other' }).send(outboxMessage()));
    expect(wrongToken.message).toContain('300001');
    expect(robot.taken).toEqual([]);
  });

  it('[NO15] too fast means: in a minute', async () => {
    const robot = kept(await startDingtalk({ now, ...secrets, takesAtMost: 1 }));
    await channel(robot.url).send(outboxMessage());
    const refusal = await refusalOf(channel(robot.url).send(outboxMessage()));
    expect(refusal).toMatchObject({ again: 60_000 });
    expect(refusal.message).toContain('130101');
  });
});

describe('WeCom', () => {
  const channel = (baseUrl: string, key = 'key-1') => wecomChannel('wecom', { baseUrl, key, perMinute: 20 });

  it('[NO16] is markdown for a group, and text that calls the person by mobile number', async () => {
    const robot = kept(await startWecom({ now, key: 'key-1' }));
    await channel(robot.url).send(outboxMessage());
    await channel(robot.url).send(outboxMessage({ content: { mobile: '13800000001' } }));
    expect(robot.taken).toMatchObject([
      { msgtype: 'markdown' },
      { msgtype: 'text', text: { mentioned_mobile_list: ['13800000001'] } },
    ]);
    const { content } = part<{ content: string }>(robot.taken[0], 'markdown');
    expect(content).toContain('<font color="warning">已超时</font>');
    expect(content).toContain('第 10 分钟 / 10');
    expect(part<{ content: string }>(robot.taken[1], 'text').content).toContain('https://mingchu.example/');
  });

  it('[NO16] is cut to the bytes that a message may have', async () => {
    const robot = kept(await startWecom({ now, key: 'key-1' }));
    const long = { body: '厨'.repeat(2_000) };
    await channel(robot.url).send(outboxMessage({ content: long }));
    await channel(robot.url).send(outboxMessage({ content: { ...long, mobile: '13800000001' } }));
    expect(robot.taken).toHaveLength(2);
    expect(JSON.stringify(robot.taken)).not.toContain('\uFFFD');
  });

  it('[NO16] a wrong key is for good, too fast means: in a minute', async () => {
    const robot = kept(await startWecom({ now, key: 'key-1', takesAtMost: 0 }));
    expect(await refusalOf(channel(robot.url, 'other').send(outboxMessage()))).toMatchObject({
      again: 'never',
    });
    expect(await refusalOf(channel(robot.url).send(outboxMessage()))).toMatchObject({ again: 60_000 });
  });
});

describe('Feishu', () => {
  const secrets = { hookId: 'hook-1', signingSecret: 'feishu-secret' };
  const channel = (baseUrl: string, options: Partial<typeof secrets> = {}) =>
    feishuChannel('feishu', { baseUrl, ...secrets, ...options, perMinute: 20, clock });

  it('[NO17] is a signed card with a colour for how bad it is and a button', async () => {
    const robot = kept(await startFeishu({ now, ...secrets }));
    await channel(robot.url).send(outboxMessage());
    const [taken] = robot.taken;
    expect(taken).toMatchObject({
      msg_type: 'interactive',
      card: { header: { template: 'red', title: { content: '已超时' } } },
    });
    expect(JSON.stringify(taken)).toContain('"url":"https://mingchu.example/console?id=v1"');
    expect(JSON.stringify(taken)).toContain('第 10 分钟 / 10');
  });

  it('[NO17] a wrong signature or address is for good, too fast means: in a minute', async () => {
    const robot = kept(await startFeishu({ now, ...secrets, takesAtMost: 0 }));
    const wrongSign = await refusalOf(channel(robot.url, { signingSecret: 'other' }).send(outboxMessage()));
    expect(wrongSign).toMatchObject({ again: 'never' });
    expect(wrongSign.message).toContain('19021');
    expect(await refusalOf(channel(robot.url, { hookId: 'x' }).send(outboxMessage()))).toMatchObject({
      again: 'never',
    });
    expect(await refusalOf(channel(robot.url).send(outboxMessage()))).toMatchObject({ again: 60_000 });
  });

  it('[NO17] a robot whose clock is an hour away from ours is told by its error', async () => {
    const robot = kept(await startFeishu({ now: () => now() + 2 * 3_600_000, ...secrets }));
    expect((await refusalOf(channel(robot.url).send(outboxMessage()))).message).toContain('within one hour');
  });
});
