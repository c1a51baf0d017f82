/**
 * Takes the acts that a phone kept while it had no network, in their order, each in a transaction of its own. The id
 * of an act is written with what it does, so that a batch that is sent again does nothing twice. An act that the
 * world has overtaken is answered with what happened, and kept in the order's record.
 */
import { ProofsBody } from '@mingchu/shared/arrival';
import {
  AcceptBody,
  ArriveBody,
  DeclineBody,
  DepartBody,
  type Session,
  SubmitBody,
} from '@mingchu/shared/http';
import {
  phoneClockLimitMs,
  type QueuedAct,
  type QueuedActAnswer,
  type QueuedActName,
  type QueuedActsAnswer,
} from '@mingchu/shared/queuedAct';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { appendAudit } from '../platform/audit/audit.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { type ActRequest, performAct } from './actOnDispatch.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { findOrder, offersOf } from './dispatchStore.ts';
import { positionIn, proofsIn } from './orderHttp.ts';
import { findQueuedAct, insertQueuedAct, type QueuedActRow, setQueuedOutcome } from './queuedActStore.ts';

/** An act older than this tells no time either. */
const oldestActMs = 24 * 3_600_000;

interface Batch {
  person: Session;
  sentAt: Date;
  acts: readonly QueuedAct[];
}

export async function takeQueuedActs(deps: DispatchDeps, batch: Batch): Promise<QueuedActsAnswer> {
  const received = deps.clock.date();
  const clockOffsetMs = received.getTime() - batch.sentAt.getTime();
  const items: QueuedActAnswer[] = [];
  for (const act of batch.acts) items.push(answerOf(await takeOne(deps, { ...batch, act, clockOffsetMs })));
  return { receivedAt: received.toISOString(), clockOffsetMs, items };
}

type OneAct = Pick<Batch, 'person' | 'sentAt'> & { act: QueuedAct; clockOffsetMs: number };

async function takeOne(deps: DispatchDeps, one: OneAct): Promise<QueuedActRow> {
  const row = rowOf(deps, one);
  try {
    return await deps.db.transaction(async (tx) => {
      if (!(await insertQueuedAct(tx, row)))
        return knownAnswer(await findQueuedAct(tx, row.username, row.actId), row);
      const { stood, problem } = await performAct(tx, deps, requestOf(one, row));
      const answer =
        problem !== null ? refused(row, problem) : stood ? { ...row, outcome: 'already-done' as const } : row;
      if (answer !== row) await setQueuedOutcome(tx, answer);
      return answer;
    });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status >= 500) throw error;
    return keepRefusal(deps, refused(row, error), one);
  }
}

function rowOf(deps: DispatchDeps, { person, act, clockOffsetMs }: OneAct): QueuedActRow {
  return {
    username: person.username,
    actId: act.id,
    dispatchId: act.dispatchId,
    act: act.act,
    deviceTime: new Date(act.deviceTime),
    receivedAt: deps.clock.date(),
    clockOffsetMs,
    outcome: 'done',
    code: null,
    detail: null,
    happened: null,
  };
}

/** The first answer counts; what was done before is now done already. */
function knownAnswer(known: QueuedActRow | null, row: QueuedActRow): QueuedActRow {
  if (known === null) throw new Error(`the act ${row.actId} was there and is gone`);
  if (known.dispatchId !== row.dispatchId || known.act !== row.act)
    throw new ProblemError(409, 'act-id-used', 'This id belongs to another act.');
  return known.outcome === 'done' ? { ...known, outcome: 'already-done' } : known;
}

function refused(row: QueuedActRow, problem: ProblemError): QueuedActRow {
  const outcome = problem.code === 'overtaken' ? 'overtaken' : 'refused';
  return { ...row, outcome, code: problem.code, detail: problem.message, happened: problem.happened ?? null };
}

/** What was refused is remembered, and stands in the record of an order that was ever offered to this person. */
async function keepRefusal(deps: DispatchDeps, row: QueuedActRow, { person }: OneAct): Promise<QueuedActRow> {
  if (row.code === 'act-id-used') return row;
  return deps.db.transaction(async (tx) => {
    if (!(await insertQueuedAct(tx, row)))
      return knownAnswer(await findQueuedAct(tx, row.username, row.actId), row);
    const order = await findOrder(tx, row.dispatchId);
    const offers = order === null ? [] : await offersOf(tx, [order.id]);
    if (order === null || !offers.some((offer) => offer.inspectorId === person.inspectorId)) return row;
    await appendAudit(tx, row.receivedAt, [
      {
        subject: 'dispatch',
        subjectId: order.id,
        violationId: order.violationId,
        actor: row.username,
        act: row.outcome === 'overtaken' ? 'act-too-late' : 'act-refused',
        reason: row.code ?? row.outcome,
        detail: {
          act: row.act,
          said: row.detail,
          deviceTime: row.deviceTime.toISOString(),
          receivedAt: row.receivedAt.toISOString(),
          clockOffsetMs: row.clockOffsetMs,
        },
      },
    ]);
    return row;
  });
}

/** The phone's act as the person would have asked without the delay. Throws ProblemError 400. */
function requestOf({ act, person, sentAt, clockOffsetMs }: OneAct, row: QueuedActRow): ActRequest {
  const { deviceTime, receivedAt } = row;
  const ageMs = sentAt.getTime() - deviceTime.getTime();
  const clockTrusted = Math.abs(clockOffsetMs) <= phoneClockLimitMs && ageMs >= 0 && ageMs <= oldestActMs;
  // The version that the phone saw is of before its own acts: they are judged by the state.
  const base = {
    dispatchId: act.dispatchId,
    version: null,
    position: null,
    person,
    timing: { deviceTime: deviceTime < receivedAt ? deviceTime : receivedAt, clockOffsetMs, clockTrusted },
  };
  return { ...base, ...inputs[act.act](act.body ?? {}) };
}

type InputOf = (
  body: unknown,
) => Pick<ActRequest, 'input'> & Partial<Pick<ActRequest, 'position' | 'proofs' | 'proofsOnly' | 'report'>>;

const arrival: ReturnType<InputOf> = { input: { act: 'arrive', detail: {} } };

const inputs: Record<QueuedActName, InputOf> = {
  accept: (body) => {
    checked(AcceptBody, body);
    return { input: { act: 'accept', detail: {} } };
  },
  decline: (body) => {
    const { reason } = checked(DeclineBody, body);
    return { input: { act: 'decline', reason, detail: { comment: reason } } };
  },
  depart: (body) => {
    checked(DepartBody, body);
    return { input: { act: 'depart', detail: {} } };
  },
  prove: (body) => {
    const said = checked(ProofsBody, body);
    return { ...arrival, position: said.position ?? null, proofs: proofsIn(said), proofsOnly: true };
  },
  arrive: (body) => {
    const said = checked(ArriveBody, body);
    return { ...arrival, position: positionIn(said), proofs: proofsIn(said) };
  },
  submit: (body) => {
    const { finding, comment, report } = checked(SubmitBody, body);
    const detail = comment === undefined ? {} : { comment };
    return { input: { act: 'submit', finding, detail }, ...(report && { report }) };
  },
};

function checked<Schema extends TSchema>(schema: Schema, body: unknown): Static<Schema> {
  if (Value.Check(schema, body)) return body as Static<Schema>;
  const [error] = Value.Errors(schema, body);
  throw new ProblemError(400, 'invalid-request', `body${error?.instancePath ?? ''} ${error?.message ?? ''}`);
}

function answerOf(row: QueuedActRow): QueuedActAnswer {
  const { actId: id, outcome, code, detail, happened } = row;
  return {
    id,
    outcome,
    code,
    detail,
    happened,
    deviceTime: row.deviceTime.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
  };
}
