/** SQL of orders and their offers, one statement per function; writes take whole batches. */
import { type DispatchState, dispatchStates, orderEnded } from '@mingchu/shared/dispatch';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { OfferAnswer, OfferRow } from './model/decision.ts';
import { dispatchView, type Order } from './model/order.ts';

const orderColumns = `id, violation_id as "violationId", site_id as "siteId", severity, round,
  inspector_id as "inspectorId", state, reason, opened_at as "openedAt",
  coalesce(round_started_at, opened_at) as "roundStartedAt", offered_at as "offeredAt", accepted_at as "acceptedAt",
  departed_at as "departedAt", due_at as "dueAt", arrived_at as "arrivedAt", submitted_at as "submittedAt", finding,
  breached_at as "breachedAt", lateness_ms as "latenessMs", offer_count as "offerCount", open_offers as "openOffers",
  eta_at as "etaAt", eta_earliest_at as "etaEarliestAt", forecast, arrival_claim as "arrivalClaim",
  original_due_at as "originalDueAt", extension, extension_count as "extensionCount", version`;

/** Columns that a move or a breach may change, as a record for jsonb_to_recordset. */
const writtenColumns = `id text, round integer, "inspectorId" text, state text, reason text,
  "roundStartedAt" timestamptz, "offeredAt" timestamptz, "acceptedAt" timestamptz, "departedAt" timestamptz,
  "dueAt" timestamptz, "arrivedAt" timestamptz, "submittedAt" timestamptz, finding text, "breachedAt" timestamptz,
  "latenessMs" bigint, "offerCount" integer, "openOffers" jsonb, "etaAt" timestamptz, "etaEarliestAt" timestamptz,
  forecast text, "arrivalClaim" jsonb, "originalDueAt" timestamptz, extension jsonb, "extensionCount" integer,
  version integer`;

export async function insertOrders(tx: Transaction, orders: readonly Order[]): Promise<void> {
  await tx.execute(
    `insert into dispatch (id, violation_id, site_id, severity, state, reason, opened_at, due_at, version)
     select n.id, n."violationId", n."siteId", n.severity, n.state, n.reason, n."openedAt", n."dueAt", n.version
     from jsonb_to_recordset($1::jsonb) as n(id text, "violationId" text, "siteId" text, severity text, state text,
       reason text, "openedAt" timestamptz, "dueAt" timestamptz, version integer)`,
    [JSON.stringify(orders.map(dispatchView))],
  );
}

/** Writes the new facts of orders whose rows the transaction has locked. */
export async function updateOrders(tx: Transaction, orders: readonly Order[]): Promise<void> {
  const touched = await tx.execute(
    `update dispatch d
     set round = n.round, inspector_id = n."inspectorId", state = n.state, reason = n.reason,
         round_started_at = n."roundStartedAt", offered_at = n."offeredAt",
         accepted_at = n."acceptedAt", departed_at = n."departedAt", due_at = n."dueAt", arrived_at = n."arrivedAt",
         submitted_at = n."submittedAt", finding = n.finding, breached_at = n."breachedAt",
         lateness_ms = n."latenessMs", offer_count = n."offerCount", open_offers = n."openOffers",
         eta_at = n."etaAt", eta_earliest_at = n."etaEarliestAt", forecast = n.forecast,
         arrival_claim = n."arrivalClaim", original_due_at = n."originalDueAt",
         extension = n.extension, extension_count = n."extensionCount",
         version = n.version
     from jsonb_to_recordset($1::jsonb) as n(${writtenColumns})
     where d.id = n.id`,
    [JSON.stringify(orders.map((order) => ({ ...dispatchView(order), openOffers: order.openOffers })))],
  );
  if (touched !== orders.length) throw new Error(`wrote ${touched} of ${orders.length} orders`);
}

/** Keeps rounds that ended as they ended. */
export async function insertEndedRounds(tx: Transaction, ended: readonly Order[]): Promise<void> {
  if (ended.length === 0) return;
  await tx.execute(
    `insert into dispatch_round (dispatch_id, round, started_at, due_at, original_due_at, state, inspector_id,
       accepted_at, arrived_at, submitted_at, finding, breached_at, lateness_ms, extension_count)
     select n.id, n.round, n."roundStartedAt", n."dueAt", n."originalDueAt", n.state, n."inspectorId",
            n."acceptedAt", n."arrivedAt", n."submittedAt", n.finding, n."breachedAt", n."latenessMs",
            n."extensionCount"
     from jsonb_to_recordset($1::jsonb) as n(${writtenColumns})`,
    [JSON.stringify(ended.map(dispatchView))],
  );
}

export async function findOrder(db: Executor, id: string): Promise<Order | null> {
  const [order] = await db.query<Order>(`select ${orderColumns} from dispatch where id = $1`, [id]);
  return order ?? null;
}

export async function ordersOfViolations(db: Executor, violationIds: readonly string[]): Promise<Order[]> {
  return db.query<Order>(`select ${orderColumns} from dispatch where violation_id = any($1)`, [violationIds]);
}

export async function lockOrder(tx: Transaction, id: string): Promise<Order | null> {
  const [order] = await tx.query<Order>(`select ${orderColumns} from dispatch where id = $1 for update`, [
    id,
  ]);
  return order ?? null;
}

/** As they stand now; locked in the order of their ids, so that two who lock several do not wait for each other. */
export function lockOrders(tx: Transaction, ids: readonly string[]): Promise<Order[]> {
  return tx.query<Order>(`select ${orderColumns} from dispatch where id = any($1) order by id for update`, [
    ids,
  ]);
}

export async function lockOrderOfViolation(tx: Transaction, violationId: string): Promise<Order | null> {
  const [order] = await tx.query<Order>(
    `select ${orderColumns} from dispatch where violation_id = $1 for update`,
    [violationId],
  );
  return order ?? null;
}

/** Takes the violation's row first, as the lock order wants, for acts that hang on it. False when it is closed. */
export async function lockViolation(tx: Transaction, violationId: string): Promise<boolean> {
  const rows = await tx.query<{ open: boolean }>(
    'select closed_at is null as open from violation where id = $1 for update',
    [violationId],
  );
  return rows[0]?.open ?? false;
}

export async function insertOffers(tx: Transaction, offers: readonly OfferRow[]): Promise<void> {
  if (offers.length === 0) return;
  await tx.execute(
    `insert into dispatch_offer (dispatch_id, offer_number, inspector_id, offered_at, chosen_because)
     select * from unnest($1::text[], $2::integer[], $3::text[], $4::timestamptz[], $5::text[])`,
    [
      offers.map((offer) => offer.dispatchId),
      offers.map((offer) => offer.offerNumber),
      offers.map((offer) => offer.inspectorId),
      offers.map((offer) => offer.offeredAt),
      offers.map((offer) => offer.chosenBecause),
    ],
  );
}

export async function answerOffers(tx: Transaction, answers: readonly OfferAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  await tx.execute(
    `update dispatch_offer o
     set answered_at = n.answered_at, answer = n.answer, answer_reason = n.answer_reason
     from unnest($1::text[], $2::integer[], $3::timestamptz[], $4::text[], $5::text[])
       as n(dispatch_id, offer_number, answered_at, answer, answer_reason)
     where o.dispatch_id = n.dispatch_id and o.offer_number = n.offer_number`,
    [
      answers.map((answer) => answer.dispatchId),
      answers.map((answer) => answer.offerNumber),
      answers.map((answer) => answer.answeredAt),
      answers.map((answer) => answer.answer),
      answers.map((answer) => answer.answerReason),
    ],
  );
}

export interface Offer {
  dispatchId: string;
  offerNumber: number;
  inspectorId: string;
  offeredAt: Date;
  chosenBecause: string;
  answeredAt: Date | null;
  answer: OfferAnswer['answer'] | null;
  answerReason: string | null;
}

/** All offers of these orders, in order. */
export function offersOf(db: Executor, dispatchIds: readonly string[]): Promise<Offer[]> {
  return db.query<Offer>(
    `select dispatch_id as "dispatchId", offer_number as "offerNumber", inspector_id as "inspectorId",
            offered_at as "offeredAt", chosen_because as "chosenBecause", answered_at as "answeredAt", answer,
            answer_reason as "answerReason"
     from dispatch_offer where dispatch_id = any($1) order by dispatch_id, offer_number`,
    [dispatchIds],
  );
}

export interface OrderFilter {
  states: readonly DispatchState[] | null;
  inspectorId: string | null;
  before: { openedAt: Date; id: string } | null;
  limit: number;
}

/** Newest first. */
export function listOrders(db: Executor, filter: OrderFilter): Promise<Order[]> {
  return db.query<Order>(
    `select ${orderColumns} from dispatch
     where ($1::text[] is null or state = any($1)) and ($2::text is null or inspector_id = $2
            or (state = 'offered' and open_offers @> jsonb_build_array(jsonb_build_object('inspectorId', $2::text))))
       and ($3::timestamptz is null or opened_at < $3 or (opened_at = $3 and id > $4))
     order by opened_at desc, id limit $5`,
    [
      filter.states,
      filter.inspectorId,
      filter.before?.openedAt ?? null,
      filter.before?.id ?? '',
      filter.limit,
    ],
  );
}

/** In the statement itself, as the index on what is active has them. */
const endedStates = dispatchStates.filter((state) => orderEnded[state]).map((state) => `'${state}'`);

/** Every order that is not finished, for the live snapshot; bounded by the violations that are open. */
export function activeOrders(db: Executor): Promise<Order[]> {
  return db.query<Order>(
    `select ${orderColumns} from dispatch where state not in (${endedStates.join(', ')}) order by opened_at, id`,
  );
}
