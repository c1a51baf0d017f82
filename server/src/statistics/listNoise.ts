/** The list of noise: who makes most alarms, each with what would quieten it. As many statements for one line as for all. */
import type { Rule } from '@mingchu/shared/rulebook';
import type { NoiseKey, NoiseLine, NoiseProposal } from '@mingchu/shared/statistics';
import type { Executor } from '../platform/postgres/database.ts';
import { type AskedSource, returnsOf, sightingsOf } from './evidenceStore.ts';
import { proposeQuiet } from './model/noise.ts';
import { noisyRows, type NoiseRow } from './noiseStore.ts';
import type { Span } from './statisticsStore.ts';

/** `rules`: those in force, by id. For what is switched off nothing is proposed: it is quiet already. */
export async function listNoise(
  db: Executor,
  { by, span, limit, rules }: { by: NoiseKey; span: Span; limit: number; rules: ReadonlyMap<string, Rule> },
): Promise<NoiseLine[]> {
  const rows = await noisyRows(db, { by, span, limit });
  if (by !== 'device') {
    const proposals = await proposalsFor(db, { rows, span, rules });
    return rows.map((row, index) => lineOf(row, proposals[index] ?? []));
  }
  // A device has no parameter of its own: they are those of its rules.
  const ofDevices = await proposalsOfDevices(db, { devices: rows, span, rules });
  return rows.map((row) => lineOf(row, ofDevices.get(deviceOf(row)) ?? []));
}

/** Of each device what is proposed for its rules, by `siteId/deviceId`. */
export async function proposalsOfDevices(
  db: Executor,
  {
    devices,
    span,
    rules,
  }: {
    devices: readonly Pick<NoiseRow, 'siteId' | 'deviceId'>[];
    span: Span;
    rules: ReadonlyMap<string, Rule>;
  },
): Promise<Map<string, NoiseProposal[]>> {
  const sources = await noisyRows(db, { by: 'source', span, limit: null, devices });
  const proposals = await proposalsFor(db, { rows: sources, span, rules });
  const found = new Map<string, NoiseProposal[]>();
  for (const [index, source] of sources.entries()) {
    const device = deviceOf(source);
    found.set(device, [...(found.get(device) ?? []), ...(proposals[index] ?? [])]);
  }
  return found;
}

const deviceOf = ({ siteId, deviceId }: Pick<NoiseRow, 'siteId' | 'deviceId'>) => `${siteId}/${deviceId}`;

function lineOf(row: NoiseRow, proposals: NoiseProposal[]): NoiseLine {
  const { durationsS: _durations, pausesS: _pauses, siteParams: _params, ...line } = row;
  return { ...line, proposals };
}

/** Beside each row, sources or rules, what is proposed for it. */
async function proposalsFor(
  db: Executor,
  { rows, span, rules }: { rows: readonly NoiseRow[]; span: Span; rules: ReadonlyMap<string, Rule> },
): Promise<NoiseProposal[][]> {
  const ruleOf = ({ ruleId, switchedOff }: NoiseRow) =>
    ruleId === null || switchedOff ? undefined : rules.get(ruleId);
  const asked = rows.map((row) => askedOf(row, ruleOf(row)));
  // How deep a value comes back is a matter of one cabinet.
  const swinging = asked.filter((each) => each?.kind === 'threshold' && each.deviceId !== null);
  const seen = asked.filter((each) => each?.kind === 'detections');
  const kind = rows.some(({ deviceId }) => deviceId !== null) ? 'source' : 'rule';
  const ask = (sources: typeof asked) => ({ kind, sources: sources as AskedSource[], span }) as const;
  const returns = await returnsOf(db, ask(swinging));
  const sightings = await sightingsOf(db, ask(seen));
  return rows.map((row, index) => {
    const { durationsS, pausesS, siteParams } = row;
    const place = asked[index];
    const evidence = {
      durationsS,
      pausesS,
      returns: returns[swinging.indexOf(place)] ?? [],
      sightings: sightings[seen.indexOf(place)] ?? [],
    };
    const rule = ruleOf(row);
    const proposals = proposeQuiet(rule, siteParams, evidence);
    return proposals.map((proposal) => ({ ruleId: rule?.id ?? '', ...proposal }));
  });
}

function askedOf(
  { siteId, deviceId }: NoiseRow,
  rule: Rule | undefined,
): (AskedSource & { kind: 'threshold' | 'detections' }) | undefined {
  if (rule?.kind === 'threshold')
    return { kind: 'threshold', ruleId: rule.id, siteId, deviceId, looksAt: rule.params.metric };
  if (rule?.kind === 'detections')
    return { kind: 'detections', ruleId: rule.id, siteId, deviceId, looksAt: rule.params.type };
  return undefined;
}
