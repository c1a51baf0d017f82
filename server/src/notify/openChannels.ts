/** The channels of this installation: always in-app, and a webhook when there is an address for it. */
import { type Channel, inAppChannel } from './channel.ts';
import { webhookChannel } from './channels/webhookChannel.ts';

export function openChannels(options: { webhookUrl: string | null }): Channel[] {
  if (options.webhookUrl === null) return [inAppChannel];
  return [inAppChannel, webhookChannel(options.webhookUrl)];
}
