/** The list of noise: who makes most alarms, each with what would quieten it. */
import type { Rule } from '@mingchu/shared/rulebook';
import type { NoiseKey, NoiseLine } from '@mingchu/shared/statistics';
import type { Executor } from '../platform/postgres/database.ts';
import { type NoiseEvidence, proposeQuiet } from './model/noise.ts';
import { noisyRows, type NoiseRow, returnsOf, sightingsOf } from './noiseStore.ts';
import type { Span } from './statisticsStore.ts';

/** `rules`: those in force, by id. A device has no parameter of its own, and what is switched off is quiet already. */
export async function listNoise(
  db: Executor,
  { by, span, limit, rules }: { by: NoiseKey; span: Span; limit: number; rules: ReadonlyMap<string, Rule> },
): Promise<NoiseLine[]> {
  const lines: NoiseLine[] = [];
  for (const row of await noisyRows(db, { by, span, limit })) {
    const { durationsS, pausesS, siteParams, ...line } = row;
    const rule = row.ruleId === null || row.switchedOff ? undefined : rules.get(row.ruleId);
    const evidence = { durationsS, pausesS, ...(await evidenceOf(db, { row, rule, span })) };
    lines.push({ ...line, proposals: proposeQuiet(rule, siteParams, evidence) });
  }
  return lines;
}

async function evidenceOf(
  db: Executor,
  { row, rule, span }: { row: NoiseRow; rule: Rule | undefined; span: Span },
): Promise<Pick<NoiseEvidence, 'returns' | 'sightings'>> {
  const none = { returns: [], sightings: [] };
  if (rule === undefined) return none;
  const { siteId, deviceId } = row;
  const episodes = { ruleId: rule.id, siteId, deviceId, span };
  // How deep a value comes back is a matter of one cabinet.
  if (rule.kind === 'threshold' && deviceId !== null)
    return { ...none, returns: await returnsOf(db, episodes, rule.params.metric) };
  if (rule.kind === 'detections')
    return { ...none, sightings: await sightingsOf(db, episodes, rule.params.type) };
  return none;
}
