/**
 * How messages reach people outside the application: the channels that administrators set up, what each person
 * chooses among them, and what became of every message.
 */
import { type Static, Type } from 'typebox';
import type { Severity } from './violation.ts';

/** Kinds of channels that administrators set up. In-app and Web Push are always there. */
export const channelKinds = ['email', 'sms', 'dingtalk', 'wecom', 'feishu', 'webhook'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Whether a kind speaks to one person at an address, or to a group of people at once. */
export const channelReach = {
  email: 'person',
  sms: 'person',
  dingtalk: 'group',
  wecom: 'group',
  feishu: 'group',
  webhook: 'group',
} as const satisfies Record<ChannelKind, 'person' | 'group'>;

const HttpUrl = Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 1000 });
const Host = Type.String({ pattern: '^[A-Za-z0-9.-]+$', minLength: 1, maxLength: 253 });
const EmailAddress = Type.String({ pattern: '^[^\\s@<>,;]+@[^\\s@<>,;]+$', maxLength: 254 });
const closed = { additionalProperties: false };

/** What is not secret about a channel, per kind. */
export const channelSettings = {
  email: Type.Object(
    {
      host: Host,
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
      /** `starttls` refuses to send in the clear; `none` is for a relay in the station's own network. */
      security: Type.Enum(['tls', 'starttls', 'none']),
      username: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
      from: EmailAddress,
    },
    closed,
  ),
  sms: Type.Object(
    {
      method: Type.Enum(['POST', 'PUT', 'GET']),
      /** Here, in headers and in the body: `{{mobile}}`, `{{text}}`, `{{title}}`, `{{link}}`, `{{id}}`, `{{secret.NAME}}`. */
      url: HttpUrl,
      headers: Type.Optional(
        Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,60}$' }), Type.String({ maxLength: 500 })),
      ),
      body: Type.Optional(Type.String({ maxLength: 4000 })),
      /** Says how what replaces a placeholder is escaped within the body. */
      bodyType: Type.Enum(['json', 'form', 'xml']),
      /** Taken when the status is 2xx and, with `path` (`data.code`), the answer's JSON holds `equals` there. */
      success: Type.Optional(
        Type.Object(
          { path: Type.String({ minLength: 1, maxLength: 100 }), equals: Type.String({ maxLength: 100 }) },
          closed,
        ),
      ),
    },
    closed,
  ),
  /** `baseUrl`: another host than the vendor's, for a private installation. */
  dingtalk: Type.Object({ baseUrl: Type.Optional(HttpUrl) }, closed),
  wecom: Type.Object({ baseUrl: Type.Optional(HttpUrl) }, closed),
  feishu: Type.Object({ baseUrl: Type.Optional(HttpUrl) }, closed),
  webhook: Type.Object({ url: HttpUrl }, closed),
} as const;
export type ChannelSettings<Kind extends ChannelKind> = Static<(typeof channelSettings)[Kind]>;

/** Names of a kind's secrets; those of SMS are up to whoever writes the template. */
export const channelSecrets = {
  email: { required: [], optional: ['password'] },
  sms: { required: [], optional: null },
  dingtalk: { required: ['accessToken'], optional: ['signingSecret'] },
  wecom: { required: ['key'], optional: [] },
  feishu: { required: ['hookId'], optional: ['signingSecret'] },
  webhook: { required: ['signingSecret'], optional: [] },
} as const satisfies Record<ChannelKind, { required: readonly string[]; optional: readonly string[] | null }>;

/** Vendors' robots take 20 messages a minute and then ban the robot for ten. */
export const defaultPerMinute = {
  email: null,
  sms: null,
  dingtalk: 20,
  wecom: 20,
  feishu: 20,
  webhook: null,
} as const satisfies Record<ChannelKind, number | null>;

/** Channels that are always there, whose ids no other may take. */
export const builtInChannels = ['in-app', 'web-push', 'webhook', 'everyone'] as const;

export const ChannelId = Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' });
const AudienceWord = Type.String({
  pattern: '^(everyone|station|role:(duty|chief|admin)|leader:(\\*|[A-Za-z0-9_-]{1,64}))$',
});
const channelFacts = {
  kind: Type.Enum([...channelKinds]),
  name: Type.String({ minLength: 1, maxLength: 60 }),
  enabled: Type.Boolean(),
  audience: Type.Array(AudienceWord, { maxItems: 40, uniqueItems: true }),
  perMinute: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 6000 }), Type.Null()])),
  /** By kind: `channelSettings`. */
  settings: Type.Record(Type.String(), Type.Unknown()),
  /** Never answered again. Left out in a change: those there are stay. */
  secrets: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,39}$' }),
      Type.String({ minLength: 1, maxLength: 1000 }),
    ),
  ),
};
export const NewChannelBody = Type.Object({ id: ChannelId, ...channelFacts });
export type NewChannelBody = Static<typeof NewChannelBody>;
/** `version`: the one that the writer saw. */
export const ChannelBody = Type.Object({ ...channelFacts, version: Type.Integer({ minimum: 1 }) });
export type ChannelBody = Static<typeof ChannelBody>;

/** A channel as administrators see it. */
export interface ChannelView {
  id: string;
  kind: ChannelKind;
  name: string;
  enabled: boolean;
  audience: string[];
  perMinute: number | null;
  settings: Record<string, unknown>;
  hasSecret: boolean;
  secretNames: string[];
  version: number;
  changedBy: string;
  changedAt: string;
  /** Messages that wait for it. */
  waiting: number;
  lastDeliveredAt: string | null;
  lastError: string | null;
}

/** Where a test message goes, for kinds that speak to one person. */
export const ChannelTestBody = Type.Object({
  email: Type.Optional(EmailAddress),
  mobile: Type.Optional(Type.String({ pattern: '^\\+?[0-9]{5,20}$' })),
});
export type ChannelTestBody = Static<typeof ChannelTestBody>;

export interface ChannelTestResult {
  taken: boolean;
  /** What the other side said, or why it could not be asked. */
  reply: string;
  tookMs: number;
}

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];
const LocalTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** What a person chooses. An empty order means: Web Push, then SMS, then e-mail. */
export const NotificationChoice = Type.Object({
  email: Type.Union([EmailAddress, Type.Null()]),
  mobile: Type.Union([Type.String({ pattern: '^\\+?[0-9]{5,20}$' }), Type.Null()]),
  language: Type.Enum([...languages]),
  channelOrder: Type.Array(ChannelId, { maxItems: 8, uniqueItems: true }),
  /** Local time; may go over midnight. */
  quietHours: Type.Union([Type.Object({ from: LocalTime, to: LocalTime }, closed), Type.Null()]),
});
export type NotificationChoice = Static<typeof NotificationChoice>;

/** Answer of `GET /me/notifications`. */
export interface MyNotifications extends NotificationChoice {
  /** The mobile number that counts when none is chosen: the registry's. */
  registryMobile: string | null;
  /** What may stand in `channelOrder`. */
  channels: { id: string; kind: ChannelKind | 'web-push'; name: string }[];
  push: { publicKey: string; subscriptions: { id: string; service: string; createdAt: string }[] };
}

/** What a browser's `PushSubscription.toJSON()` says. */
export const PushSubscriptionBody = Type.Object({
  endpoint: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 1000 }),
  expirationTime: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  keys: Type.Object({
    /** An uncompressed P-256 point, and 16 bytes; base64url. */
    p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{87}=?$' }),
    auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}={0,2}$' }),
  }),
});
export type PushSubscriptionBody = Static<typeof PushSubscriptionBody>;

/** What a push message carries to the service worker. */
export interface PushPayload {
  /** Id for the receipt, and the notification's tag: a repetition replaces the first. */
  id: string;
  step: string;
  title: string;
  body: string;
  /** Address to open. */
  url: string;
  dispatchId: string | null;
  violationId: string | null;
  severity: string | null;
  at: string;
}

/** `POST /messages/{id}/receipt`. */
export const ReceiptBody = Type.Object({ event: Type.Enum(['shown', 'opened']) });
export type ReceiptBody = Static<typeof ReceiptBody>;

/** What a message tells, as data: a screen words it, with its step, in its own language. */
export interface ToldFacts {
  siteName: string;
  severity: Severity;
  /** Name of whoever holds the order; null when nobody does. */
  inspectorName: string | null;
  /** Minute of the ladder when it was written, of the promised ones. */
  minute: number;
  of: number;
  /** What the person who decided or asked said; empty when he said nothing. */
  comment: string;
}

/** Steps of a swap that are told: asked for, taken, agreed by a leader, refused, taken back. */
export const swapSteps = [
  'swap-asked',
  'swap-taken',
  'swap-agreed',
  'swap-refused',
  'swap-withdrawn',
] as const;
export type SwapStep = (typeof swapSteps)[number];
/** What a message about a swap of shifts tells, as data. */
export interface SwapFacts {
  giverName: string;
  takerName: string;
  /** The shift, ISO 8601 UTC. */
  from: string;
  to: string;
  /** What the giver said; empty when he said nothing. */
  comment: string;
}
export type MessageFacts = ToldFacts | SwapFacts;

export const messageStates = ['pending', 'delivered', 'failed', 'cancelled'] as const;
/** `cancelled`: a receipt came before it was sent. */
export type MessageState = (typeof messageStates)[number];

/** A message with all that became of it, for administrators. */
export interface AdminMessage {
  id: string;
  /** The message in the application that this one hands on; null when it is that message itself. */
  parentId: string | null;
  recipientId: string;
  /** The account it is for, when it leaves the application for one person. */
  username: string | null;
  channel: string;
  step: string;
  dispatchId: string | null;
  violationId: string | null;
  text: string;
  /** Of the message in the application; null for what was written before there were any. */
  facts: MessageFacts | null;
  state: MessageState;
  createdAt: string;
  deliveredAt: string | null;
  shownAt: string | null;
  openedAt: string | null;
  readAt: string | null;
  /** Why it went no further, e.g. `receipt-came`, `quiet-hours`. */
  routeReason: string | null;
  reply: string | null;
  lastError: string | null;
  attempts: {
    attempt: number;
    startedAt: string;
    endedAt: string | null;
    outcome: 'taken' | 'not-taken' | null;
    detail: string | null;
  }[];
}
