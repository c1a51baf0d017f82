/** Makes a channel out of what an administrator wrote. */
import type { ChannelSettings } from '@mingchu/shared/notify';
import type { Clock } from '../platform/clock.ts';
import type { SendingChannel } from './channel.ts';
import type { ChannelRow } from './channelStore.ts';
import { dingtalkChannel } from './channels/dingtalkChannel.ts';
import { emailChannel } from './channels/emailChannel.ts';
import { feishuChannel } from './channels/feishuChannel.ts';
import { smsChannel } from './channels/smsChannel.ts';
import { signedWebhookChannel } from './channels/webhookChannel.ts';
import { wecomChannel } from './channels/wecomChannel.ts';
import type { SecretBox } from '../platform/secretBox.ts';

export type OpenableChannel = Pick<ChannelRow, 'id' | 'kind' | 'settings' | 'sealedSecrets' | 'perMinute'>;

/** Throws when the secrets cannot be read. The settings were checked when they were written. */
export function openChannel(row: OpenableChannel, deps: { box: SecretBox; clock: Clock }): SendingChannel {
  const secrets = openSecrets(row, deps.box);
  const { perMinute } = row;
  const { clock } = deps;
  const secret = (name: string): string => secrets[name] ?? '';
  switch (row.kind) {
    case 'email': {
      const settings = row.settings as ChannelSettings<'email'>;
      return emailChannel(row.id, { settings, password: secrets['password'], perMinute });
    }
    case 'sms':
      return smsChannel(row.id, { settings: row.settings as ChannelSettings<'sms'>, secrets, perMinute });
    case 'dingtalk': {
      const { baseUrl } = row.settings as ChannelSettings<'dingtalk'>;
      const { signingSecret } = secrets;
      return dingtalkChannel(row.id, {
        baseUrl,
        accessToken: secret('accessToken'),
        signingSecret,
        perMinute,
        clock,
      });
    }
    case 'wecom': {
      const { baseUrl } = row.settings as ChannelSettings<'wecom'>;
      return wecomChannel(row.id, { baseUrl, key: secret('key'), perMinute });
    }
    case 'feishu': {
      const { baseUrl } = row.settings as ChannelSettings<'feishu'>;
      const { signingSecret } = secrets;
      return feishuChannel(row.id, { baseUrl, hookId: secret('hookId'), signingSecret, perMinute, clock });
    }
    case 'webhook': {
      const { url } = row.settings as ChannelSettings<'webhook'>;
      return signedWebhookChannel(row.id, { url, signingSecret: secret('signingSecret'), perMinute, clock });
    }
  }
}

/** Empty when the channel has none. */
export function openSecrets(
  row: Pick<ChannelRow, 'id' | 'sealedSecrets'>,
  box: SecretBox,
): Record<string, string> {
  if (row.sealedSecrets === null) return {};
  return JSON.parse(box.open(secretsPurpose(row.id), row.sealedSecrets)) as Record<string, string>;
}

export function sealSecrets(id: string, secrets: Record<string, string>, box: SecretBox): Buffer | null {
  if (Object.keys(secrets).length === 0) return null;
  return box.seal(secretsPurpose(id), JSON.stringify(secrets));
}

function secretsPurpose(id: string): string {
  return `channel ${id}`;
}
