/** SQL of routing: messages that may go out, who is behind their recipients, and what was tried. */
import type { InspectorPhone } from '@mingchu/shared/http';
import type { Language, MessageFacts } from '@mingchu/shared/notify';
import type { Severity } from '@mingchu/shared/violation';
import type { Role } from '@mingchu/shared/vocabulary';
import type { Executor } from '../platform/postgres/database.ts';
import { noReceipt } from './messageStore.ts';
import type { Tried } from './model/routeMessage.ts';

/** A message in the application that someone must look at, with what there is to say about it. */
export interface MessageToRoute {
  id: string;
  recipientId: string;
  step: string;
  text: string;
  facts: MessageFacts | null;
  dispatchId: string | null;
  violationId: string | null;
  dedupKey: string;
  /** Null when nobody has looked at it yet. */
  routeReason: string | null;
  receipt: boolean;
  severity: Severity | null;
  ruleId: string | null;
  siteName: string | null;
  siteAddress: string | null;
  inspectorName: string | null;
  dueAt: Date | null;
  /** The recipient holds the order, or had it when it was taken from him or called back; or he is asked to take it. */
  holds: boolean;
  asked: boolean;
}

/** Locks them until the transaction ends; several routers share the work. */
export function lockToRoute(tx: Executor, now: Date, limit: number): Promise<MessageToRoute[]> {
  return tx.query(
    `select m.id, m.recipient_id as "recipientId", m.step, m.text, m.facts, m.dispatch_id as "dispatchId",
            m.violation_id as "violationId", m.dedup_key as "dedupKey", m.route_reason as "routeReason",
            not (${noReceipt.replaceAll(/(\w+_at)/g, 'm.$1')}) as receipt,
            coalesce(d.severity, v.severity) as severity, v.rule_id as "ruleId", s.name as "siteName", s.address as "siteAddress",
            i.name as "inspectorName", d.due_at as "dueAt",
            coalesce(d.inspector_id = m.recipient_id, false)
              or exists (select 1 from dispatch_offer o where o.dispatch_id = m.dispatch_id
                         and o.inspector_id = m.recipient_id and o.answer in ('accepted', 'recalled')) as holds,
            exists (select 1 from dispatch_offer o where o.dispatch_id = m.dispatch_id
                    and o.inspector_id = m.recipient_id and o.answered_at is null) as asked
     from message m
     left join dispatch d on d.id = m.dispatch_id
     left join violation v on v.id = coalesce(m.violation_id, d.violation_id)
     left join site s on s.id = coalesce(d.site_id, v.site_id)
     left join inspector i on i.id = d.inspector_id
     where m.route_at <= $1
     order by m.route_at limit $2
     for update of m skip locked`,
    [now, limit],
  );
}

export interface ReachableAccount {
  username: string;
  role: Role;
  inspectorId: string | null;
  groupId: string | null;
  language: Language;
  channelOrder: string[];
  email: string | null;
  mobile: string | null;
  quietFrom: string | null;
  quietTo: string | null;
  pushDevices: number;
}

/** Accounts of these inspectors, and of these roles. The mobile number is the chosen one, or the registry's. */
export function accountsOf(
  db: Executor,
  who: { inspectorIds: readonly string[]; roles: readonly string[] },
): Promise<ReachableAccount[]> {
  return db.query(
    `select a.username, a.role, a.inspector_id as "inspectorId", i.group_id as "groupId",
            coalesce(c.language, 'zh-CN') as language, coalesce(c.channel_order, '{}') as "channelOrder", c.email,
            coalesce(c.mobile, substring(i.phone from '^\\+?[0-9]{5,20}$')) as mobile,
            c.quiet_from as "quietFrom", c.quiet_to as "quietTo",
            (select count(*) from push_subscription p where p.username = a.username) as "pushDevices"
     from account a
     left join inspector i on i.id = a.inspector_id
     left join notification_choice c on c.username = a.username
     where a.inspector_id = any($1) or a.role = any($2)
     order by a.username`,
    [who.inspectorIds, who.roles],
  );
}

/** The number of each inspector who has one: the chosen one, or the registry's. */
export function inspectorPhones(db: Executor): Promise<InspectorPhone[]> {
  return db.query(
    `select i.id as "inspectorId", coalesce(max(c.mobile), i.phone) as phone
     from inspector i
     left join account a on a.inspector_id = i.id
     left join notification_choice c on c.username = a.username
     group by i.id having coalesce(max(c.mobile), i.phone) is not null
     order by i.id`,
  );
}

/** What these messages were handed to, per message and account, oldest first. */
export function triedOf(
  db: Executor,
  parentIds: readonly string[],
): Promise<(Tried & { parentId: string; username: string | null })[]> {
  return db.query(
    `select parent_id as "parentId", username, channel, created_at as "createdAt", state from message
     where parent_id = any($1) order by created_at, id`,
    [parentIds],
  );
}

export async function settleRoutes(
  tx: Executor,
  routes: readonly { id: string; routeAt: Date | null; reason: string }[],
): Promise<void> {
  await tx.execute(
    `update message set route_at = route.at, route_reason = route.reason
     from unnest($1::text[], $2::timestamptz[], $3::text[]) as route(id, at, reason) where message.id = route.id`,
    [routes.map(({ id }) => id), routes.map(({ routeAt }) => routeAt), routes.map(({ reason }) => reason)],
  );
}

export async function nextRouteAt(db: Executor): Promise<Date | null> {
  const [row] = await db.query<{ at: Date | null }>(
    `select min(route_at) as at from message where route_at is not null`,
  );
  return row?.at ?? null;
}

/** What waits for a channel that is gone or switched off has failed: its person is reached another way. */
export async function failWaitingElsewhere(
  tx: Executor,
  options: { now: Date; error: string },
): Promise<void> {
  await tx.execute(
    `with failed as (
       update message set state = 'failed', last_error = $2
       where state = 'pending' and parent_id is not null and channel <> 'web-push'
         and not exists (select 1 from channel c where c.id = message.channel and c.enabled)
       returning parent_id)
     update message set route_at = $1 from failed where message.id = failed.parent_id and ${noReceipt}`,
    [options.now, options.error],
  );
}
