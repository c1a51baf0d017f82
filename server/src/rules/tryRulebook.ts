/**
 * What a changed rulebook would have done to the past: the stored readings and detections of each kitchen are judged
 * twice, as the rules stand and as they are meant to stand, and what comes out is compared. Both are judged anew, so
 * that a difference is the change's own and not that of an outage back then. Nothing is written.
 */
import type { Decision } from '@mingchu/shared/decision';
import type { Observation } from '@mingchu/shared/observation';
import type { Device } from '@mingchu/shared/registry';
import type { Rule, Rulebook } from '@mingchu/shared/rulebook';
import type { RulebookTrialAnswer } from '@mingchu/shared/rulebookTrial';
import type { Database } from '../platform/postgres/database.ts';
import { openHistory, receivedAt } from './historyStore.ts';
import { type CompiledRules, compileRules, type RuleRegistry } from './model/compileRules.ts';
import { episodesOf } from './model/episodes.ts';
import { evaluate } from './model/evaluate.ts';
import {
  compareEpisodes,
  type EpisodeDifference,
  hasHistory,
  limitOfTrial,
  onlyRules,
  withChanges,
} from './model/rulebookDifference.ts';
import { freshState } from './model/state.ts';

const dayMs = 24 * 3_600_000;
/** Silence is looked for this often, as by the ticks of a running system, ms. */
const tickMs = 30_000;

export interface Trial {
  /** Rules as they are meant to stand; each takes the place of the one with its id. */
  changed: readonly Rule[];
  siteIds: readonly string[];
  /** Start and end of the history, ms since 1970. */
  from: number;
  to: number;
  /** Told after each kitchen; answers false to stop there. */
  goOn?: (progress: { sitesDone: number; observations: number }) => boolean;
}

export interface TrialResult {
  differences: EpisodeDifference[];
  sitesDone: number;
  observations: number;
  /** Changed rules that history cannot tell about, or not in full. */
  limits: RulebookTrialAnswer['limits'];
}

/** Kitchen by kitchen; memory is bounded by a day of one kitchen, what came late, and the differences. */
export async function tryRulebook(
  { db, rulebook, registry }: { db: Database; rulebook: Rulebook; registry: RuleRegistry },
  trial: Trial,
): Promise<TrialResult> {
  const tried = trial.changed.filter(hasHistory);
  const names = new Set(tried.map(({ id }) => id));
  const today = onlyRules(rulebook, names);
  const books = [today, withChanges(today, tried)];
  const result: TrialResult = {
    differences: [],
    sitesDone: 0,
    observations: 0,
    limits: trial.changed.flatMap((rule) => {
      const reason = limitOfTrial(rule);
      return reason === null ? [] : [{ ruleId: rule.id, reason }];
    }),
  };
  const kitchenOf = splitBySite(registry);
  for (const siteId of trial.siteIds) {
    const kitchen = kitchenOf(siteId);
    const judges = books.map((book) => newJudge(compileRules(book, kitchen, { shard: 0, shardCount: 1 })));
    const history = openHistory(db, { siteId, from: trial.from });
    for (let from = trial.from; from < trial.to; from += dayMs) {
      const to = Math.min(trial.to, from + dayMs);
      const heard = await history.receivedBefore(to);
      result.observations += heard.length;
      const observations = withTicks(heard, from, to);
      for (const judge of judges) judge.add(observations);
    }
    const [before, after] = judges.map((judge) => episodesOf(judge.decisions));
    if (before && after) result.differences.push(...compareEpisodes(before, after));
    result.sitesDone += 1;
    if (trial.goOn?.(result) === false) break;
  }
  return result;
}

/** The registry of one kitchen: time passes for its devices only. All devices are gone through once. */
function splitBySite({
  sites,
  devices,
  overrides,
  revision,
}: RuleRegistry): (siteId: string) => RuleRegistry {
  const devicesOf = new Map<string, Map<string, Device>>();
  for (const [key, device] of devices) {
    const own = devicesOf.get(device.siteId);
    if (own) own.set(key, device);
    else devicesOf.set(device.siteId, new Map([[key, device]]));
  }
  return (siteId) => {
    const site = sites.get(siteId);
    return {
      overrides,
      revision,
      sites: new Map(site ? [[siteId, site]] : []),
      devices: devicesOf.get(siteId) ?? new Map(),
    };
  };
}

function newJudge(rules: CompiledRules) {
  let state = freshState();
  const decisions: Decision[] = [];
  return {
    decisions,
    add: (observations: readonly Observation[]) => {
      const answer = evaluate(state, observations, rules);
      state = answer.state;
      for (const decision of answer.decisions) decisions.push(decision);
    },
  };
}

/** Time passes also where nobody speaks. */
function withTicks(heard: readonly Observation[], from: number, to: number): Observation[] {
  const all: Observation[] = [];
  let next = 0;
  for (let at = from; at < to; at += tickMs) {
    for (let one = heard[next]; one && receivedAt(one) < at; one = heard[++next]) all.push(one);
    all.push({ kind: 'tick', at });
  }
  for (; next < heard.length; next++) all.push(heard[next] as Observation);
  return all;
}
