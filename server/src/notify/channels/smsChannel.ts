/**
 * SMS by any gateway that takes one HTTP request a message: an administrator writes the request as a template. Taken
 * means 2xx and, when the template says so, a certain value in the answer's JSON.
 */
import type { ChannelSettings } from '@mingchu/shared/notify';
import { contentOf, NotTakenError, type OutboxMessage, type SendingChannel } from '../channel.ts';
import { type EscapeFor, fillTemplate, valueAt } from '../model/smsTemplate.ts';
import { answerJson, exchange, type OutgoingRequest, replyOf, requireTaken } from '../outgoing.ts';

const contentTypes = {
  json: 'application/json; charset=utf-8',
  form: 'application/x-www-form-urlencoded; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
} as const;

export interface SmsOptions {
  settings: ChannelSettings<'sms'>;
  secrets: Readonly<Record<string, string>>;
  perMinute: number | null;
}

export function smsChannel(name: string, options: SmsOptions): SendingChannel {
  const { settings, perMinute } = options;
  return {
    name,
    delivers: 'from-outbox',
    perMinute,
    send: async (message) => {
      const answer = await exchange(requestFor(message, options));
      requireTaken(answer);
      const { success } = settings;
      if (success !== undefined) {
        const found = valueAt(answerJson(answer), success.path);
        if (String(found) !== success.equals) throw new NotTakenError(replyOf(answer));
      }
      return replyOf(answer);
    },
  };
}

function requestFor(message: OutboxMessage, { settings, secrets }: SmsOptions): OutgoingRequest {
  const content = contentOf(message);
  if (content.mobile === null) throw new NotTakenError('no mobile number', 'never');
  const values: Record<string, string> = {
    mobile: content.mobile,
    title: content.title,
    text: `【${content.title}】${content.body}`,
    link: content.link ?? '',
    id: message.id,
  };
  for (const [name, secret] of Object.entries(secrets)) values[`secret.${name}`] = secret;
  const fill = (template: string, escapeFor: EscapeFor) => fillTemplate(template, values, escapeFor);
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(settings.headers ?? {}))
    headers[name] = fill(template, 'header');
  const hasBody = settings.body !== undefined && settings.method !== 'GET';
  if (hasBody) headers['content-type'] ??= contentTypes[settings.bodyType];
  return {
    method: settings.method,
    url: fill(settings.url, 'url'),
    headers,
    ...(hasBody ? { body: fill(settings.body ?? '', settings.bodyType) } : {}),
  };
}
