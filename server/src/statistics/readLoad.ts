/** The load of a span, for one officer of those present and for each of them. */
import {
  type Announced,
  judgeLoad,
  judgeOfficers,
  judgeRate,
  type LoadFigures,
  staleAfterMs,
} from '@mingchu/shared/alarmLoad';
import type { OfficerActs, OfficerFigures } from '@mingchu/shared/statistics';
import type { Presence } from '@mingchu/shared/presence';
import type { Executor } from '../platform/postgres/database.ts';
import { officerActs } from './officerStore.ts';
import { displayNames, presenceDuring, presenceKeptSince } from './presenceStore.ts';
import { announcedAlarms, type Span, standingAlarms } from './statisticsStore.ts';

export interface LoadQuestion {
  span: Span;
  now: Date;
  silentSince: Date;
}

/** The indicators of ISA-18.2 and EEMUA 191 over a span that ends by now. */
export async function readLoad(db: Executor, question: LoadQuestion): Promise<LoadFigures> {
  const { announced, ...span } = await alarmsAndPresence(db, question);
  const keptSince = await presenceKeptSince(db);
  const standing = await standingAlarms(db, new Date(question.now.getTime() - staleAfterMs));
  return { ...judgeLoad(announced, { ...span, keptSince }), ...standing };
}

/** Everybody who was there or did anything; who did most comes first. */
export async function readOfficers(db: Executor, question: LoadQuestion): Promise<OfficerFigures[]> {
  const { announced, ...span } = await alarmsAndPresence(db, question);
  const shares = new Map(judgeOfficers(announced, span).map((share) => [share.username, share]));
  const acts = await officerActs(db, question.span);
  const acted = new Set(acts.map(({ username }) => username));
  const quiet = [...shares.keys()].filter((username) => !acted.has(username));
  const names = await displayNames(db, quiet);
  const idle = quiet.map((username) => noActs(username, names.get(username) ?? username));
  return [...acts, ...idle].map((did) => {
    const share = shares.get(did.username);
    if (!share) return { ...did, ...neverThere };
    const { presentMs, given, per10Min, peak10Min, floodShare } = share;
    return { ...did, presentMs, given, per10Min, peak10Min, floodShare, judgement: judgeRate(per10Min) };
  });
}

const neverThere = { presentMs: 0, given: 0, per10Min: 0, peak10Min: 0, floodShare: 0, judgement: null };

function noActs(username: string, displayName: string): OfficerActs {
  const none = { acts: 0, acks: 0, reviews: 0, dispatches: 0, medianAckMs: null, mostActs10Min: 0 };
  return { username, displayName, ...none };
}

async function alarmsAndPresence(
  db: Executor,
  { span, silentSince }: LoadQuestion,
): Promise<{ announced: Announced[]; from: number; to: number; present: Presence[] }> {
  return {
    announced: await announcedAlarms(db, span),
    from: span.from.getTime(),
    to: span.to.getTime(),
    present: await presenceDuring(db, { span, silentSince }),
  };
}
