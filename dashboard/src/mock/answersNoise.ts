/** What the mock answers about noise: three noisy rules, and people who change things meanwhile. */
import type {
  AdjustedSiteRule,
  AdjustSiteRulesBody,
  QuietPreviewLine,
  StandingAdjustment,
} from '@mingchu/shared/quietPreview';
import type { NoiseLine, NoiseProposal } from '@mingchu/shared/statistics';
import { json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const delay: NoiseProposal = {
  ruleId: 'fridge-warm',
  param: 'forS',
  now: 60,
  proposed: 120,
  avoided: 38,
  of: 54,
  reason: 'most-were-short',
};
const deadband: NoiseProposal = {
  ...delay,
  param: 'hysteresis',
  now: 1,
  proposed: 1.5,
  avoided: 31,
  reason: 'most-came-back-little',
};
const surer: NoiseProposal = {
  ...delay,
  ruleId: 'no-hat',
  param: 'minConfidence',
  now: 0.7,
  proposed: 0.8,
  avoided: 22,
  of: 29,
  reason: 'most-were-unsure',
};
/** Kitchens of which the mock has changed a parameter, by `siteId ruleId param`. */
const changed = new Map<string, number>();

export function answerNoise(world: MockWorld, ask: MockAsk): Response | null {
  const { path, body } = ask;
  const [room, what, kind, first = '', second = ''] = path;
  if (room === 'site-rules' && what === 'adjusted') return json({ items: standing(world) });
  if (room === 'site-rules')
    return body['reason'] === '409'
      ? problem(409, 'rule-must-not-wait')
      : json({ items: adjusted(body as unknown as AdjustSiteRulesBody) });
  if (room !== 'statistics' || what !== 'noise') return null;
  if (kind === undefined) return json({ items: linesOf(world, ask.search.get('by')) });
  if (kind === 'rules') {
    const proposal = [delay, surer].find(({ ruleId }) => ruleId === first) ?? delay;
    const items = fridgesOf(world).map(({ siteId }, index) => previewed({ siteId, index, proposal }));
    return json({ items, left: 0 });
  }
  const proposals = second.startsWith('cam') ? [surer] : [delay, deadband];
  const items = proposals.map((proposal) => previewed({ siteId: first, index: 0, proposal }));
  return json({ items, left: 0 });
}

const fridgesOf = ({ district }: MockWorld) =>
  district.devices.filter(({ kind }) => kind === 'fridge').slice(0, 9);

function linesOf(world: MockWorld, by: string | null): NoiseLine[] {
  const whole = { siteId: null, deviceId: null, switchedOff: false };
  if (by === 'rule')
    return [
      {
        ...whole,
        ruleId: 'fridge-warm',
        episodes: 61,
        falseAlarms: 4,
        sources: 9,
        mainRuleId: 'fridge-warm',
        proposals: [delay],
      },
      {
        ...whole,
        ruleId: 'no-hat',
        episodes: 33,
        falseAlarms: 21,
        sources: 12,
        mainRuleId: 'no-hat',
        proposals: [surer],
      },
      {
        ...whole,
        ruleId: 'rodent',
        episodes: 6,
        falseAlarms: 2,
        sources: 5,
        mainRuleId: 'rodent',
        proposals: [],
      },
    ];
  return fridgesOf(world).map(({ siteId, id: deviceId }, index): NoiseLine => {
    const figures = {
      episodes: 17 - index,
      falseAlarms: index % 3,
      switchedOff: by === 'source' && index === 3,
    };
    const quiet = index > 4 || figures.switchedOff;
    const proposals = quiet ? [] : by === 'device' ? [delay, deadband] : [delay];
    const line = { siteId, deviceId, ...figures, mainRuleId: 'fridge-warm', proposals };
    return { ...line, ruleId: by === 'device' ? null : 'fridge-warm', sources: by === 'device' ? 2 : 1 };
  });
}

function previewed({
  siteId,
  index,
  proposal,
}: {
  siteId: string;
  index: number;
  proposal: NoiseProposal;
}): QuietPreviewLine {
  const { ruleId, param, proposed } = proposal;
  const own = changed.get(`${siteId} ${ruleId} ${param}`);
  const now = own ?? (index === 4 ? proposal.now * 1.5 : index === 6 ? proposed : proposal.now);
  // Of the last nothing is kept any more.
  const of = index === 8 ? 0 : Math.max(2, 16 - index * 2);
  const avoided = Math.floor(of * 0.7);
  return {
    siteId,
    ruleId,
    param,
    now,
    proposed,
    own: own !== undefined || index === 4 || index === 6,
    state: index === 7 ? 'switched-off' : now >= proposed ? 'quiet-already' : 'open',
    episodes: of + 2,
    devices: 1 + (index % 2),
    of,
    avoided,
    confirmed: index === 2 ? 1 : 0,
    later: of - avoided,
    laterS: param === 'hysteresis' ? null : Math.round(param === 'forS' ? proposed - now : 15),
  };
}

/** Of two acts, one of them for several kitchens, what was not taken back. */
function standing(world: MockWorld): StandingAdjustment[] {
  const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
  const made = [
    { ...actOf(delay), by: 'chief', at: at(26), reason: '开门取货引起的短时超温', siteIds: [0, 1, 2] },
    { ...actOf(surer), by: 'admin', at: at(75), reason: '镜头反光', siteIds: [3] },
  ];
  const sites = fridgesOf(world).map(({ siteId }) => siteId);
  return made
    .flatMap(({ siteIds, ...act }) =>
      siteIds.flatMap((n) => (sites[n] ? [{ ...act, siteId: sites[n] }] : [])),
    )
    .filter(({ siteId, ruleId, param, from }) => changed.get(`${siteId} ${ruleId} ${param}`) !== from);
}

const actOf = ({ ruleId, param, now, proposed }: NoiseProposal) => ({
  ruleId,
  param,
  from: now,
  to: proposed,
});

/** The second kitchen was changed by somebody else a moment ago. */
function adjusted({ changes }: AdjustSiteRulesBody): AdjustedSiteRule[] {
  const at = new Date().toISOString();
  return changes.map(({ siteId, ruleId, param, from, to }, index) => {
    const place = { siteId, ruleId, param, setAt: at };
    if (index === 1 && to > from)
      return { ...place, outcome: 'changed-meanwhile', value: from * 1.25, setBy: 'chief' };
    changed.set(`${siteId} ${ruleId} ${param}`, to);
    return { ...place, outcome: 'applied', value: to, setBy: 'admin' };
  });
}
