/** The ways a message reaches people: one interface, one object per way. */
import type { Language } from '@mingchu/shared/notify';
import type { Severity } from '@mingchu/shared/violation';

/** `in-app`, `web-push`, `webhook` (of the environment), or the id that an administrator gave. */
export type ChannelName = string;

/** What a message says outside the application, in the recipient's language, and where it goes. */
export interface MessageContent {
  /** A few words: what has happened. */
  title: string;
  /** One sentence with the place on the ladder: short enough for one SMS. */
  body: string;
  /** More, where there is room. */
  lines: string[];
  /** Path of the order on this server. */
  path: string;
  /** Its whole address; null when nobody told us how we are reached from outside. */
  link: string | null;
  language: Language;
  severity: Severity | null;
  email: string | null;
  mobile: string | null;
}

/** A message as a channel that leaves the house receives it. */
export interface OutboxMessage {
  /** The same at every attempt: the other side can tell a repetition by it. */
  id: string;
  recipientId: string;
  /** The account it is for; null when it is for a group. */
  username: string | null;
  step: string;
  text: string;
  dispatchId: string | null;
  violationId: string | null;
  createdAt: Date;
  /** Attempts including this one. */
  attempts: number;
  /** Null for what goes to the webhook of the environment. */
  content: MessageContent | null;
}

/** Sent from the outbox; bounded in time by whoever implements it and by `sendOne`. */
export interface SendingChannel {
  name: ChannelName;
  delivers: 'from-outbox';
  /** Most messages in 60 s of real time, over all processes; null without a limit. */
  perMinute: number | null;
  /** Answers what the other side said when it took the message; rejects with the reason when it did not. */
  send: (message: OutboxMessage) => Promise<string>;
}

export type Channel =
  /** Delivered by the commit itself: the change log brings it to every screen of the recipient. */
  { name: ChannelName; delivers: 'with-commit' } | SendingChannel;

/** Messages inside the application. */
export const inAppChannel: Channel = { name: 'in-app', delivers: 'with-commit' };

/**
 * The other side answered and did not take the message. Any other error counts as "no answer" and is tried again
 * with the usual back-off.
 */
export class NotTakenError extends Error {
  /** `never`: the same message would be refused again. A number: real ms that the other side asks us to wait. */
  readonly again: 'backing-off' | 'never' | number;

  constructor(reason: string, again: NotTakenError['again'] = 'backing-off') {
    super(reason);
    this.name = 'NotTakenError';
    this.again = again;
  }
}

/** The content of a message that was made for a person or a group; a programmer's error when it has none. */
export function contentOf(message: OutboxMessage): MessageContent {
  if (message.content === null) throw new Error(`message ${message.id} has no content for this channel`);
  return message.content;
}
