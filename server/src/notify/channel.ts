/** The ways a message reaches people: one interface, one object per way. */

export const channelNames = ['in-app', 'webhook'] as const;
export type ChannelName = (typeof channelNames)[number];

/** A message as a channel that leaves the house receives it. */
export interface OutboxMessage {
  id: string;
  recipientId: string;
  step: string;
  text: string;
  dispatchId: string | null;
  violationId: string | null;
  createdAt: Date;
  /** Attempts including this one. */
  attempts: number;
}

export type Channel =
  /** Delivered by the commit itself: the change log brings it to every screen of the recipient. */
  | { name: ChannelName; delivers: 'with-commit' }
  /** Sent from the outbox afterwards; `send` rejects with the reason when the other side did not take it. */
  | { name: ChannelName; delivers: 'from-outbox'; send: (message: OutboxMessage) => Promise<void> };

/** Messages inside the application. */
export const inAppChannel: Channel = { name: 'in-app', delivers: 'with-commit' };
