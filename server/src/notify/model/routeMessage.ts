/** By which channel a message goes out to a person next, or why by none. Pure. */
import { isQuiet, type QuietHours } from './quietHours.ts';

/** A channel that could carry messages now. */
export interface UsableChannel {
  id: string;
  kind: 'web-push' | 'email' | 'sms' | 'dingtalk' | 'wecom' | 'feishu' | 'webhook';
  audience: readonly string[];
}

export interface Person {
  username: string;
  /** Ids of channels, first choice first; empty means the usual order. */
  channelOrder: readonly string[];
  email: string | null;
  mobile: string | null;
  pushDevices: number;
  quietHours: QuietHours | null;
}

/** A channel that the message was handed to for this person. */
export interface Tried {
  channel: string;
  createdAt: Date;
  state: 'pending' | 'delivered' | 'failed' | 'cancelled';
}

export interface RouteFacts {
  step: string;
  /** Critical, or the recipient holds the order or is asked to: neither quiet hours nor a narrow choice stop it. */
  wakes: boolean;
  /** Somebody has shown, opened or read it. */
  receipt: boolean;
  /** An offer that nobody waits for any more. */
  answered: boolean;
  now: Date;
}

export type RouteReason =
  | 'sent'
  | 'receipt-came'
  | 'offer-answered'
  | 'quiet-hours'
  | 'no-channel'
  | 'channels-used-up';
export type RouteDecision =
  | { send: string; nextAt: Date | null; reason: 'sent' }
  | { send: null; nextAt: Date | null; reason: RouteReason };

/** What wakes people, and a recall, goes on without a receipt to the person's next channel after this, virtual ms. */
export const receiptWithinMs = 20_000;

export function decideRoute(
  person: Person,
  facts: RouteFacts,
  { tried, channels }: { tried: readonly Tried[]; channels: readonly UsableChannel[] },
): RouteDecision {
  const stop = (reason: RouteReason): RouteDecision => ({ send: null, nextAt: null, reason });
  if (facts.receipt) return stop('receipt-came');
  if (facts.answered) return stop('offer-answered');
  if (!facts.wakes && isQuiet(person.quietHours, facts.now)) return stop('quiet-hours');
  const last = tried.at(-1);
  const mayFollow = facts.wakes || facts.step === 'offer' || facts.step === 'recall';
  if (last !== undefined && last.state !== 'failed') {
    if (!mayFollow) return stop('sent');
    const dueAt = new Date(last.createdAt.getTime() + receiptWithinMs);
    if (facts.now < dueAt) return { send: null, nextAt: dueAt, reason: 'sent' };
  }
  const open = ordered(person, channels, facts.wakes).filter(
    (id) => !tried.some(({ channel }) => channel === id),
  );
  const [next, ...later] = open;
  if (next === undefined) {
    if (tried.length === 0) return stop('no-channel');
    return stop(last?.state === 'failed' ? 'channels-used-up' : 'sent');
  }
  const nextAt = mayFollow && later.length > 0 ? new Date(facts.now.getTime() + receiptWithinMs) : null;
  return { send: next, nextAt, reason: 'sent' };
}

/**
 * Ids of what reaches this person: in his own order and nothing else, or in the usual order when he named nothing.
 * What wakes him goes on by the usual order when his own has led nowhere.
 */
function ordered(person: Person, channels: readonly UsableChannel[], wakes: boolean): string[] {
  const reaching = channels.filter((channel) => reaches(channel, person));
  const chosen = person.channelOrder.filter((id) => reaching.some((channel) => channel.id === id));
  if (person.channelOrder.length > 0 && !wakes) return chosen;
  const usual = (['web-push', 'sms', 'email'] as const).flatMap((kind) =>
    reaching.filter((channel) => channel.kind === kind).map(({ id }) => id),
  );
  return [...new Set([...chosen, ...usual])];
}

function reaches({ kind }: UsableChannel, person: Person): boolean {
  switch (kind) {
    case 'web-push':
      return person.pushDevices > 0;
    case 'email':
      return person.email !== null;
    case 'sms':
      return person.mobile !== null;
    case 'dingtalk':
    case 'wecom':
    case 'feishu':
    case 'webhook':
      return true;
  }
}

/** Channels that speak to the group of this recipient. */
export function groupChannels(recipientId: string, channels: readonly UsableChannel[]): string[] {
  const words = ['everyone', recipientId];
  if (recipientId.startsWith('leader:')) words.push('leader:*');
  return channels
    .filter((channel) => channel.audience.some((word) => words.includes(word)))
    .map((channel) => channel.id);
}
