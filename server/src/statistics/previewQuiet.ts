/** What a proposal would change, kitchen by kitchen, before anybody takes it. As many statements for one kitchen as for all. */
import { maxQuietChanges, type QuietPreview, type QuietPreviewLine } from '@mingchu/shared/quietPreview';
import type { Rule } from '@mingchu/shared/rulebook';
import type { NoiseProposal, QuietParam } from '@mingchu/shared/statistics';
import type { Executor } from '../platform/postgres/database.ts';
import { type AskedSource, endedOf, returnsOf, sightingsOf } from './evidenceStore.ts';
import { proposalsOfDevices } from './listNoise.ts';
import { withOwnParams } from '../rules/model/ownParams.ts';
import { effectOf } from './model/quietEffect.ts';
import { type Kitchen, noisyKitchens } from './noiseStore.ts';
import type { Span } from './statisticsStore.ts';

type Wanted = Pick<NoiseProposal, 'ruleId' | 'param' | 'proposed'>;
interface Asked {
  span: Span;
  /** Those in force, by id. */
  rules: ReadonlyMap<string, Rule>;
}

/** One parameter of a rule, in every kitchen where the rule spoke in the span. */
export async function previewForRule(db: Executor, wanted: Wanted, asked: Asked): Promise<QuietPreview> {
  const where = { ruleIds: [wanted.ruleId], siteId: null, span: asked.span, limit: maxQuietChanges };
  const kitchens = await noisyKitchens(db, where);
  const items = await linesOf(
    db,
    kitchens.map((kitchen) => ({ kitchen, wanted })),
    asked,
  );
  return { items, left: (kitchens[0]?.total ?? 0) - kitchens.length };
}

/** What is proposed for the rules of one device; it holds for all devices of the kitchen that they look at. */
export async function previewForDevice(
  db: Executor,
  device: { siteId: string; deviceId: string },
  asked: Asked,
): Promise<QuietPreview> {
  const proposals = [...(await proposalsOfDevices(db, { devices: [device], ...asked })).values()].flat();
  const ruleIds = [...new Set(proposals.map(({ ruleId }) => ruleId))];
  const where = { ruleIds, siteId: device.siteId, span: asked.span, limit: maxQuietChanges };
  const kitchens = await noisyKitchens(db, where);
  const pairs = kitchens.flatMap((kitchen) =>
    proposals.flatMap((wanted) => (wanted.ruleId === kitchen.ruleId ? [{ kitchen, wanted }] : [])),
  );
  return { items: await linesOf(db, pairs, asked), left: 0 };
}

/** Parameters by what they are judged by. */
const judgedBy: Record<QuietParam, readonly ('ended' | 'returns' | 'sightings')[]> = {
  forS: ['ended'],
  offDelayS: ['ended'],
  hysteresis: ['ended', 'returns'],
  minConfidence: ['sightings'],
  count: ['sightings'],
};

async function linesOf(
  db: Executor,
  pairs: readonly { kitchen: Kitchen; wanted: Wanted }[],
  { span, rules }: Asked,
): Promise<QuietPreviewLine[]> {
  const sourcesFor = (by: 'ended' | 'returns' | 'sightings') =>
    pairs.map(({ kitchen, wanted }) =>
      judgedBy[wanted.param].includes(by) ? sourceOf(kitchen, rules.get(kitchen.ruleId)) : nothing,
    );
  const ask = (by: 'ended' | 'returns' | 'sightings') =>
    ({ kind: 'kitchen', sources: sourcesFor(by), span }) as const;
  const ended = await endedOf(db, ask('ended'));
  const returns = await returnsOf(db, ask('returns'));
  const sightings = await sightingsOf(db, ask('sightings'));
  return pairs.flatMap(({ kitchen, wanted }, index) => {
    const rule = rules.get(kitchen.ruleId);
    const evidence = {
      ended: ended[index] ?? [],
      returns: returns[index] ?? [],
      sightings: sightings[index] ?? [],
    };
    const line = rule && lineOf({ kitchen, wanted, rule, evidence });
    return line ? [line] : [];
  });
}

/** A place in the list for which nothing is looked up. */
const nothing: AskedSource = { ruleId: '', siteId: null, deviceId: null, looksAt: '' };

function sourceOf({ siteId, ruleId }: Kitchen, rule: Rule | undefined): AskedSource {
  const looksAt =
    rule?.kind === 'threshold' ? rule.params.metric : rule?.kind === 'detections' ? rule.params.type : '';
  return { ruleId, siteId, deviceId: null, looksAt };
}

/** Undefined where the rule has no such parameter. */
function lineOf({
  kitchen,
  wanted: { param, proposed },
  rule,
  evidence,
}: {
  kitchen: Kitchen;
  wanted: Wanted;
  rule: Rule;
  evidence: Parameters<typeof effectOf>[2];
}): QuietPreviewLine | undefined {
  const { siteId, ruleId, episodes, devices, own, switchedOff } = kitchen;
  const here = withOwnParams(rule, own);
  const now = (here.params as Record<string, unknown>)[param];
  if (typeof now !== 'number') return undefined;
  const state = switchedOff ? 'switched-off' : now >= proposed ? 'quiet-already' : 'open';
  const line = {
    siteId,
    ruleId,
    param,
    now,
    proposed,
    own: typeof own[param] === 'number',
    state,
    episodes,
    devices,
  } as const;
  return {
    ...line,
    ...effectOf(
      here,
      { param, now, proposed },
      state === 'open' ? evidence : { ended: [], returns: [], sightings: [] },
    ),
  };
}
