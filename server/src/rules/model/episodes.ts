/** Decisions, corrected by the decisions that came after them, as episodes of each rule at its device and zone. Pure. */
import type { Decision } from '@mingchu/shared/decision';
import type { EpochMs } from '@mingchu/shared/observation';

export interface RuleEpisode {
  ruleId: string;
  siteId: string;
  deviceId: string;
  zone: string;
  onsetAt: EpochMs;
  /** When the ten minutes would have begun: receipt of the message that opened it. */
  flaggedAt: EpochMs;
  /** Null while the condition lasts. */
  clearedAt: EpochMs | null;
}

/** Of each rule, device and zone in order of onset. Throws when a decision does not fit those before it. */
export function episodesOf(decisions: readonly Decision[]): Map<string, RuleEpisode[]> {
  const series = new Map<string, RuleEpisode[]>();
  for (const decision of decisions) {
    const { rule, siteId, deviceId, zone } = decision;
    const key = [rule.id, siteId, deviceId, zone].join('|');
    const episodes = series.get(key) ?? [];
    series.set(key, episodes);
    apply(episodes, decision, key);
  }
  return series;
}

function apply(episodes: RuleEpisode[], decision: Decision, key: string): void {
  const { kind, rule, siteId, deviceId, zone, onsetAt, at, receivedAt } = decision;
  const last = episodes.at(-1);
  if (kind === 'open') {
    if (last && last.clearedAt === null) throw new Error(`${key} opens while it is open`);
    episodes.push({
      ruleId: rule.id,
      siteId,
      deviceId,
      zone,
      onsetAt,
      flaggedAt: receivedAt,
      clearedAt: null,
    });
    return;
  }
  const meant = episodes.find(
    (episode) => episode.onsetAt === (kind === 'correct-open' ? decision.wasOnsetAt : onsetAt),
  );
  if (!meant) throw new Error(`${key}: ${kind} of what was never told`);
  switch (kind) {
    case 'clear':
    case 'correct-clear':
      meant.clearedAt = at;
      return;
    case 'withdraw-open':
      episodes.splice(episodes.indexOf(meant), 1);
      return;
    case 'withdraw-clear':
      meant.clearedAt = null;
      return;
    case 'correct-open':
      meant.onsetAt = onsetAt;
  }
}
