/**
 * E-mail over SMTP. The message id is the Message-ID, so that a repetition after a crash is the same letter to mail
 * programs. A refusal of the 5xx kind is for good; everything else is tried again.
 */
import type { ChannelSettings } from '@mingchu/shared/notify';
import { createTransport } from 'nodemailer';
import { contentOf, NotTakenError, type SendingChannel } from '../channel.ts';

/** Real time for each part of the conversation, ms; `sendOne` bounds the whole. */
const partWithinMs = 6_000;

export interface EmailOptions {
  settings: ChannelSettings<'email'>;
  password: string | undefined;
  perMinute: number | null;
}

export function emailChannel(name: string, options: EmailOptions): SendingChannel {
  const { settings, password, perMinute } = options;
  const { host, port, security, username, from } = settings;
  return {
    name,
    delivers: 'from-outbox',
    perMinute,
    send: async (message) => {
      const content = contentOf(message);
      if (content.email === null) throw new NotTakenError('no e-mail address', 'never');
      // One connection a letter: few letters, and nothing left open when the channel is changed.
      const transport = createTransport({
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
        connectionTimeout: partWithinMs,
        greetingTimeout: partWithinMs,
        socketTimeout: partWithinMs,
        dnsTimeout: partWithinMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        const { response } = await transport.sendMail({
          from: { name: '明厨 Mingchu', address: from },
          to: { name: '', address: content.email },
          subject: `[明厨] ${content.title}`,
          text: [content.body, ...content.lines, ...(content.link === null ? [] : [content.link])].join('\n'),
          messageId: `<${message.id}@${from.slice(from.indexOf('@') + 1)}>`,
          ...(content.severity === 'critical' ? { priority: 'high' as const } : {}),
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return response;
      } catch (error) {
        throw refusal(error);
      } finally {
        transport.close();
      }
    },
  };
}

function refusal(error: unknown): unknown {
  const { responseCode, response, message } = error as {
    responseCode?: number;
    response?: string;
    message?: string;
  };
  if (responseCode === undefined) return error;
  const said = response ?? message ?? '';
  return new NotTakenError(said, responseCode >= 500 && responseCode < 600 ? 'never' : 'backing-off');
}
