/** The signed webhook and SMS gateways, against real HTTP receivers. */
import { createHmac } from 'node:crypto';
import { NotTakenError } from '@mingchu/server/notify/channel';
import { smsChannel } from '@mingchu/server/notify/channels/smsChannel';
import { signedWebhookChannel } from '@mingchu/server/notify/channels/webhookChannel';
import type { ChannelSettings } from '@mingchu/shared/notify';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../harness/manualClock.ts';
import { answerJson, type HttpReceiver, outboxMessage, startHttpReceiver } from '../harness/receivers.ts';

let receiver: HttpReceiver | undefined;
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

async function refusalOf(sent: Promise<string>): Promise<NotTakenError> {
  const error: unknown = await sent.catch((each: unknown) => each);
  if (!(error instanceof NotTakenError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

describe('the signed webhook', () => {
  const clock = manualClock();
  const signingSecret = 'a secret of both';
  const channelTo = (url: string) =>
    signedWebhookChannel('hook', { url, signingSecret, perMinute: null, clock });

  it('[NO18] the receiver can tell who wrote it, when, and whether it has it already', async () => {
    receiver = await startHttpReceiver((_request, response) => response.writeHead(202).end('thanks'));
    expect(await channelTo(`${receiver.url}/in`).send(outboxMessage())).toBe('HTTP 202: thanks');
    const [request] = receiver.requests;
    const [, at, signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request?.headers['mingchu-signature'])) ?? [];
    expect(Number(at)).toBe(Math.floor(clock.now() / 1000));
    expect(createHmac('sha256', signingSecret).update(`${at}.${request?.text}`).digest('hex')).toBe(
      signature,
    );
    expect(request?.headers['idempotency-key']).toBe(outboxMessage().id);
    expect(JSON.parse(request?.text ?? '')).toMatchObject({
      step: 'breach',
      content: { severity: 'critical' },
    });
  });

  it('[NO18] what the other side would say again is for good; 429 waits a minute; a redirect is not followed', async () => {
    const answers = [400, 429, 503, 302];
    receiver = await startHttpReceiver((_request, response) => {
      response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end();
    });
    const send = () => channelTo(`${receiver?.url}/in`).send(outboxMessage());
    expect((await refusalOf(send())).again).toBe('never');
    expect((await refusalOf(send())).again).toBe(60_000);
    expect((await refusalOf(send())).again).toBe('backing-off');
    await expect(send()).rejects.toThrow('fetch failed');
    expect(receiver.requests).toHaveLength(4);
  });

  it('[NO21] an endless answer is cut off', async () => {
    receiver = await startHttpReceiver((_request, response) => {
      response.writeHead(200);
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', write);
      write();
    });
    const reply = await channelTo(receiver.url).send(outboxMessage());
    expect(reply).toHaveLength('HTTP 200: '.length + 300);
  });
});

describe('SMS by a gateway', () => {
  const template: ChannelSettings<'sms'> = {
    method: 'POST',
    url: 'URL/send?to={{mobile}}&sign={{title}}',
    headers: { authorization: 'Bearer {{secret.apiKey}}', 'x-request-id': '{{id}}' },
    body: '{"phone":"{{mobile}}","text":"{{text}} {{link}}"}',
    bodyType: 'json',
    success: { path: 'result.code', equals: '0' },
  };
  const channelTo = (url: string, settings: Partial<typeof template> = {}) =>
    smsChannel('sms', {
      settings: { ...template, ...settings, url: (settings.url ?? template.url).replace('URL', url) },
      secrets: { apiKey: 'k-1' },
      perMinute: null,
    });
  const text = '他说 "快来"\n{{secret.apiKey}} & <b> 100%';
  const message = outboxMessage({ content: { mobile: '+8613800000001', body: text } });

  it('[NO19] fills the template, escaped for where it stands, and never twice', async () => {
    receiver = await startHttpReceiver((_request, response) => answerJson(response, { result: { code: 0 } }));
    await channelTo(receiver.url).send(message);
    const [request] = receiver.requests;
    expect(request?.url.searchParams.get('to')).toBe('+8613800000001');
    expect(request?.url.searchParams.get('sign')).toBe('已超时');
    expect(request?.headers).toMatchObject({ authorization: 'Bearer k-1', 'x-request-id': message.id });
    expect(JSON.parse(request?.text ?? '')).toEqual({
      phone: '+8613800000001',
      text: `【已超时】${text} https://mingchu.example/console?id=v1`,
    });
  });

  it('[NO19] as a form and as XML', async () => {
    receiver = await startHttpReceiver((_request, response) =>
      answerJson(response, { result: { code: '0' } }),
    );
    await channelTo(receiver.url, { body: 'm={{mobile}}&c={{text}}', bodyType: 'form' }).send(message);
    await channelTo(receiver.url, { body: '<sms to="{{mobile}}">{{text}}</sms>', bodyType: 'xml' }).send(
      message,
    );
    const [form, xml] = receiver.requests;
    expect(Object.fromEntries(new URLSearchParams(form?.text))).toEqual({
      m: '+8613800000001',
      c: `【已超时】${text}`,
    });
    expect(form?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(xml?.text).toContain('{{secret.apiKey}} &amp; &lt;b&gt; 100%</sms>');
  });

  it('[NO19] an answer of 200 whose JSON says otherwise is a refusal', async () => {
    const answers: unknown[] = [{ result: { code: 7, msg: 'no credit' } }, { other: true }, 'text'];
    receiver = await startHttpReceiver((_request, response) => answerJson(response, answers.shift()));
    const channel = channelTo(receiver.url);
    expect((await refusalOf(channel.send(message))).message).toContain('no credit');
    expect((await refusalOf(channel.send(message))).message).toContain('other');
    expect((await refusalOf(channel.send(message))).message).toContain('no JSON object');
  });

  it('[NO23] an address that cannot be called is not repeated with the secret in it', async () => {
    for (const url of ['http://{{secret.apiKey}}:x@127.0.0.1/', 'http://not a host/{{secret.apiKey}}']) {
      const refusal = await refusalOf(channelTo('', { url }).send(message));
      expect(refusal).toMatchObject({ again: 'never', message: 'this is not an address that can be called' });
    }
  });

  it('[NO19] without a number nothing is sent', async () => {
    receiver = await startHttpReceiver((_request, response) => answerJson(response, {}));
    expect((await refusalOf(channelTo(receiver.url).send(outboxMessage()))).again).toBe('never');
    expect(receiver.requests).toEqual([]);
  });
});
