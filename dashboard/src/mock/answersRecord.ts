/** What the mock answers about channels, messages and the audit trail; null for what is not its. */
import type { AuditLine } from '@mingchu/shared/http';
import type { AdminMessage, ChannelTestResult, ChannelView } from '@mingchu/shared/notify';
import { json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const agoMin = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const common = {
  enabled: true,
  perMinute: null,
  secretNames: [],
  version: 1,
  changedBy: 'admin',
  changedAt: agoMin(9_000),
  waiting: 0,
  lastError: null,
} satisfies Partial<ChannelView>;
const channels: ChannelView[] = [
  {
    ...common,
    id: 'station-robot',
    kind: 'dingtalk',
    name: '所里钉钉群',
    audience: ['station', 'role:chief'],
    perMinute: 20,
    settings: {},
    hasSecret: true,
    secretNames: ['accessToken', 'signingSecret'],
    waiting: 3,
    lastDeliveredAt: agoMin(4),
  },
  {
    ...common,
    id: 'mail',
    kind: 'email',
    name: '邮件',
    audience: [],
    settings: { host: 'smtp.example.org', port: 465, security: 'tls', from: 'mingchu@example.org' },
    hasSecret: true,
    secretNames: ['password'],
    lastDeliveredAt: agoMin(3_000),
    lastError: '535 authentication failed',
  },
  {
    ...common,
    id: 'sms',
    kind: 'sms',
    name: '短信',
    enabled: false,
    audience: [],
    settings: { method: 'POST', url: 'https://sms.example.org/send', bodyType: 'json' },
    hasSecret: false,
    lastDeliveredAt: null,
  },
];

export function answerRecord(world: MockWorld, { method, path, search, body }: MockAsk): Response | null {
  const [room, what, id, act] = path;
  if (room === 'audit') return json({ items: auditLines(world, search), nextCursor: null });
  if (room !== 'admin') return null;
  if (what === 'messages') return json({ items: messages(world, search), nextCursor: null });
  if (what !== 'channels') return null;
  if (act === 'test') return json(tested(id === 'mail'));
  if (method === 'POST' && body['id'] === 'mail') return problem(409, 'channel-exists');
  return method === 'GET' ? json({ items: channels }) : new Response(null, { status: 204 });
}

function tested(fails: boolean): ChannelTestResult {
  return fails
    ? { taken: false, reply: '535 authentication failed', tookMs: 812 }
    : { taken: true, reply: '{"errcode":0,"errmsg":"ok"}', tookMs: 143 };
}

/** For each order one that was read at once, one that was not taken, and one that a receipt made needless; newest first. */
function messages(world: MockWorld, search: URLSearchParams): AdminMessage[] {
  const all = [...world.dispatches.values()].flatMap((order): AdminMessage[] => {
    const { siteId, severity, violationId, inspectorId, openedAt } = order;
    const siteName = world.district.sites.find(({ id }) => id === siteId)?.name ?? siteId;
    const message: AdminMessage = {
      id: `${order.id}-in-app`,
      parentId: null,
      recipientId: inspectorId ?? 'role:duty',
      username: inspectorId,
      channel: 'in-app',
      step: 'offer',
      dispatchId: order.id,
      violationId,
      text: '',
      facts: { siteName, severity, inspectorName: null, minute: 1, of: 10, comment: '' },
      state: 'delivered',
      createdAt: openedAt,
      deliveredAt: openedAt,
      shownAt: openedAt,
      openedAt,
      readAt: null,
      routeReason: null,
      reply: null,
      lastError: null,
      attempts: [],
    };
    const unread = { shownAt: null, openedAt: null };
    const attempt = (number: number): AdminMessage['attempts'][number] => ({
      attempt: number,
      startedAt: openedAt,
      endedAt: openedAt,
      outcome: 'not-taken',
      detail: '535',
    });
    return [
      message,
      {
        ...message,
        ...unread,
        id: `${order.id}-mail`,
        parentId: message.id,
        channel: 'mail',
        state: 'failed',
        deliveredAt: null,
        lastError: '535 authentication failed',
        attempts: [attempt(1), attempt(2), attempt(3)],
      },
      {
        ...message,
        ...unread,
        id: `${order.id}-robot`,
        parentId: message.id,
        recipientId: 'station',
        username: null,
        channel: 'station-robot',
        step: 'breach',
        state: 'cancelled',
        deliveredAt: null,
        routeReason: 'receipt-came',
      },
    ];
  });
  return all
    .filter((message) => fits(message, search, 'state') && fits(message, search, 'channel'))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

function auditLines({ violations, dispatches }: MockWorld, search: URLSearchParams): AuditLine[] {
  const [violation] = violations.values();
  const [order] = dispatches.values();
  const line = (
    minutes: number,
    subject: AuditLine['subject'],
    [subjectId, actor, act, reason]: readonly [string, string, string, string],
  ): AuditLine => ({
    at: agoMin(minutes),
    subject,
    subjectId,
    violationId: null,
    actor,
    act,
    reason,
    detail: {},
  });
  const { id: violationId = '', siteId = '' } = violation ?? {};
  const lines = [
    line(1, 'violation', [violationId, 'duty', 'ack', 'acknowledged']),
    { ...line(3, 'dispatch', [order?.id ?? '', 'system', 'offer', 'nearest-on-shift']), violationId },
    { ...line(4, 'picture', ['0'.repeat(64), 'duty', 'view', 'case']), violationId },
    line(12, 'export', ['arrivals-by-group', 'chief', 'export', '周例会']),
    line(40, 'policy', ['1', 'chief', 'set-policy', '午高峰']),
    line(90, 'session', ['inspector01', 'inspector01', 'change-password', 'asked-by-account']),
    line(95, 'session', ['duty', 'duty', 'refused', 'role-not-allowed']),
    line(300, 'credential', [`${siteId}~1`, 'admin', 'credential-issued', 'asked-by-account']),
    {
      ...line(310, 'registry', ['registry', 'admin', 'import', 'imported']),
      detail: { table: 'sites', rows: 62, new: 2, changed: 1, accounts: 0 },
    },
    {
      ...line(310, 'registry', [siteId, 'admin', 'import', 'imported']),
      detail: { table: 'sites', outcome: 'changed', columns: ['contact', 'openingHours'] },
    },
    line(900, 'rulebook', ['fridge-warm no-hat', 'chief', 'try-rules', 'rule-trial']),
  ];
  const about = { siteId, violationId };
  return lines.filter(
    (each) => fits(each, search, 'subject') && fits(each, search, 'actor') && isAbout(each, about, search),
  );
}

/** Whether a line is about the kitchen that is asked for: the mock has lines of one. */
function isAbout(
  line: AuditLine,
  { siteId, violationId }: { siteId: string; violationId: string },
  search: URLSearchParams,
): boolean {
  const wanted = search.get('siteId');
  if (wanted === null) return true;
  const isOfSite =
    [violationId, siteId, `${siteId}~1`].includes(line.subjectId) || line.violationId === violationId;
  return wanted === siteId && isOfSite;
}

/** Whether a filter lets it through; without the filter everything. */
function fits<Key extends string>(line: Record<Key, string>, search: URLSearchParams, key: Key): boolean {
  const wanted = search.get(key);
  return wanted === null || line[key] === wanted;
}
