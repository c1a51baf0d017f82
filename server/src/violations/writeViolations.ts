/**
 * What every use case of violations ends with: write the changed violations, send or call back people, leave the
 * audit trail, and answer the changes. Lock order: violations, then dispatches, then audit.
 */
import { openDispatches } from '../dispatch/openDispatch.ts';
import type { DispatchDeps } from '../dispatch/dispatchDeps.ts';
import { sendAgain } from '../dispatch/sendAgain.ts';
import { recallDispatch } from '../dispatch/recallDispatch.ts';
import { type AuditEntry, appendAudit } from '../platform/audit/audit.ts';
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import type { Rule, Rulebook } from '@mingchu/shared/rulebook';
import { type Episode, toViolation } from './model/episode.ts';
import { saveViolations, setDispatchIds } from './violationStore.ts';

/** What the use cases of violations are handed by the composition root. */
export interface ViolationDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  registry: RegistryCache;
  rulebook: Rulebook;
  dispatch: DispatchDeps;
}

/** One violation that changed in this transaction. */
export interface Draft {
  episode: Episode;
  /** Send somebody; the 10 minutes run from then. */
  send?: Date;
  /** Send somebody anew with the order that has ended. */
  sendAgain?: { actor: string; reason: string };
  /** Call back whoever was sent. */
  recall?: { actor: string; reason: string };
}

/** The changes of one transaction, gathered before anything is written. */
export interface Drafts {
  byId: Map<string, Draft>;
  audit: AuditEntry[];
}

export function newDrafts(): Drafts {
  return { byId: new Map(), audit: [] };
}

/** Takes in one step of one violation with its audit row. */
export function draftStep(
  drafts: Drafts,
  episode: Episode,
  act: { act: string; actor: string; detail?: Record<string, unknown> },
): Draft {
  const draft = { ...drafts.byId.get(episode.id), episode };
  drafts.byId.set(episode.id, draft);
  drafts.audit.push({
    subject: 'violation',
    subjectId: episode.id,
    violationId: episode.id,
    actor: act.actor,
    act: act.act,
    reason: episode.reason,
    detail: { state: episode.state, ...act.detail },
  });
  return draft;
}

/** Writes all drafts; answers what to append to the change log. */
export async function writeDrafts(
  tx: Transaction,
  deps: ViolationDeps,
  drafts: Drafts,
): Promise<NewChange[]> {
  const all = [...drafts.byId.values()];
  if (all.length === 0) return [];
  const saved = saveViolations(
    tx,
    all.map((draft) => draft.episode),
  );
  const [{ orders, changes: dispatchChanges }] = await Promise.all([sendPeople(tx, deps, all), saved]);
  for (const { episode, recall, sendAgain: again } of all) {
    if (again)
      dispatchChanges.push(...(await sendAgain(tx, deps.dispatch, { violationId: episode.id, ...again })));
    if (!recall) continue;
    dispatchChanges.push(
      ...(await recallDispatch(tx, deps.dispatch, { violationId: episode.id, ...recall })),
    );
  }
  await Promise.all([setDispatchIds(tx, orders), appendAudit(tx, deps.clock.date(), drafts.audit)]);
  return [
    ...all.map(({ episode }): NewChange => ({ kind: 'violation', body: toViolation(episode) })),
    ...dispatchChanges,
  ];
}

/** Opens orders; which violation has which is written by the caller. */
async function sendPeople(
  tx: Transaction,
  deps: ViolationDeps,
  all: Draft[],
): Promise<{ orders: { id: string; dispatchId: string }[]; changes: NewChange[] }> {
  const sending = all.filter((draft) => draft.send && !draft.recall && draft.episode.closedAt === null);
  if (sending.length === 0) return { orders: [], changes: [] };
  const { dispatches, changes } = await openDispatches(tx, deps.dispatch, {
    violations: sending.map(({ episode, send }) => ({
      id: episode.id,
      siteId: episode.siteId,
      severity: episode.severity,
      openedAt: send ?? episode.openedAt,
    })),
  });
  const orders: { id: string; dispatchId: string }[] = [];
  for (const draft of sending) {
    const dispatch = dispatches.get(draft.episode.id);
    if (!dispatch) continue;
    draft.episode = { ...draft.episode, dispatchId: dispatch.id };
    orders.push({ id: draft.episode.id, dispatchId: dispatch.id });
  }
  return { orders, changes: [...changes] };
}

/** The rule in the version that opened the violation, or its latest version. */
export function ruleOf(
  rulebook: Rulebook,
  episode: Pick<Episode, 'ruleId' | 'ruleVersion'>,
): Rule | undefined {
  const versions = rulebook.rules.filter((rule) => rule.id === episode.ruleId);
  return versions.find((rule) => rule.version === episode.ruleVersion) ?? versions.at(-1);
}
