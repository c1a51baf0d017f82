/** E-mail against a real SMTP server. */
import { emailChannel } from '@mingchu/server/notify/channels/emailChannel';
import { NotTakenError } from '@mingchu/server/notify/channel';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../harness/ports.ts';
import { outboxMessage } from '../harness/receivers.ts';
import { type MailReceiver, startMailReceiver } from '../harness/receiversMail.ts';

let receiver: MailReceiver | undefined;
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

const letter = outboxMessage({ username: 'wang', content: { email: 'wang@station.example' } });

function channelTo(port: number, login: { username?: string; password?: string } = {}) {
  const { username, password } = login;
  return emailChannel('mail', {
    settings: {
      host: '127.0.0.1',
      port,
      security: 'none',
      from: 'mingchu@station.example',
      ...(username === undefined ? {} : { username }),
    },
    password,
    perMinute: null,
  });
}

it('[NO14] a letter says what, where, until when, and links to the order', async () => {
  receiver = await startMailReceiver({ username: 'mingchu', password: 'p@ss' });
  const reply = await channelTo(receiver.port, { username: 'mingchu', password: 'p@ss' }).send(letter);
  expect(reply).toBe('250 OK: queued as 1');
  expect(receiver.mails).toHaveLength(1);
  expect(receiver.mails[0]).toMatchObject({
    from: 'mingchu@station.example',
    to: ['wang@station.example'],
    headers: { subject: '[明厨] 已超时', 'auto-submitted': 'auto-generated' },
  });
  const text = receiver.mails[0]?.text.replaceAll('\r\n', '\n');
  expect(text).toContain(
    '阳光小学食堂 严重违规，王芳 未在时限内到场（第 10 分钟 / 10）\n地址：阳光路 1 号\n时限：10:10 前到场\nhttps://mingchu.example/console?id=v1',
  );
});

it('[NO14] a repetition is the same letter to mail programs', async () => {
  receiver = await startMailReceiver();
  const channel = channelTo(receiver.port);
  await channel.send(letter);
  await channel.send({ ...letter, attempts: 2 });
  const ids = receiver.mails.map(({ headers }) => headers['message-id']);
  expect(ids).toEqual([`<${letter.id}@station.example>`, `<${letter.id}@station.example>`]);
});

it('[NO14] 5xx is for good, 4xx and silence are tried again', async () => {
  receiver = await startMailReceiver({
    refuses: (to) =>
      to.startsWith('nobody@')
        ? { code: 550, text: 'no such mailbox' }
        : { code: 451, text: 'try again later' },
  });
  const channel = channelTo(receiver.port);
  const refusal = async (email: string) => {
    const error: unknown = await channel
      .send(outboxMessage({ content: { email } }))
      .catch((each: unknown) => each);
    return error instanceof NotTakenError ? { again: error.again, message: error.message } : error;
  };
  expect(await refusal('nobody@x.example')).toMatchObject({ again: 'never', message: '550 no such mailbox' });
  expect(await refusal('busy@x.example')).toMatchObject({
    again: 'backing-off',
    message: '451 try again later',
  });
  await expect(channelTo(await freePort()).send(letter)).rejects.toThrow('ECONNREFUSED');
  const wrongPassword = channelTo(receiver.port, { username: 'mingchu', password: 'wrong' });
  await expect(wrongPassword.send(letter)).rejects.toThrow();
});

it('[NO14] a server that cannot do TLS gets nothing when TLS is asked for', async () => {
  receiver = await startMailReceiver();
  const channel = emailChannel('mail', {
    settings: { host: '127.0.0.1', port: receiver.port, security: 'starttls', from: 'a@b.example' },
    password: undefined,
    perMinute: null,
  });
  await expect(channel.send(letter)).rejects.toThrow('command not recognized');
  expect(receiver.mails).toEqual([]);
});
