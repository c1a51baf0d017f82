/** What the mock answers about rotas, the escalation policy, the rulebook and door codes; null for what is not its. */
import type { DoorCodeView } from '@mingchu/shared/arrival';
import type { EscalationPolicy, LadderPolicy, PolicyPreview, PolicyView } from '@mingchu/shared/policy';
import type { RuleMistake, RulebookTrialAnswer } from '@mingchu/shared/rulebookTrial';
import type { GridCoverage, Holiday, Leave, Rota, Swap } from '@mingchu/shared/shift';
import type { Severity } from '@mingchu/shared/violation';
import { json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const hourMs = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();
const dateIn = (days: number): string => inHours(days * 24 + 8).slice(0, 10);

const ladder: LadderPolicy = {
  offerExpiresS: 120,
  warnS: 420,
  dueS: 600,
  escalateS: 900,
  breachTells: ['leader', 'role:chief', 'role:duty'],
  escalateTells: ['station', 'role:chief'],
};
const shipped: EscalationPolicy = {
  version: '1',
  effectiveFrom: '2026-01-01',
  source: 'mock',
  arrivalProofsNeeded: 2,
  geofenceRadiusM: 150,
  arrivalProofWindowS: 300,
  maxExtensionS: 1_800,
  maxExtensions: 2,
  travel: {
    detour: 1.33,
    departS: 60,
    onSiteS: 300,
    speedsKmh: { walk: 5, bicycle: 12, 'e-bike': 18, car: 22 },
  },
  severities: { critical: ladder, major: ladder, minor: ladder, info: { ...ladder, escalateTells: [] } },
};
let policy: PolicyView = { revision: 0, policy: shipped, shipped, set: null };

export function answerPlanning(world: MockWorld, ask: MockAsk): Response | null {
  const { method, path, body } = ask;
  const [room, what, act] = path;
  if (room === 'policy' && what === 'preview') return preview(world, body);
  if (room === 'policy' && method === 'PUT') {
    if (body['reason'] === '409') return problem(409, 'policy-changed');
    const set = { by: 'chief', at: inHours(0), reason: String(body['reason']) };
    policy = { ...policy, revision: policy.revision + 1, policy: body['policy'] as EscalationPolicy, set };
  }
  if (room === 'policy') return json(policy);
  if (room === 'sites' && act === 'door-code') return json(doorCode(String(what)));
  if (room === 'rulebook') return rulebook(world, ask);
  if (room === 'rotas' || (room === 'shifts' && what !== 'now' && method !== 'GET'))
    return method === 'GET' ? json({ items: rotas(world) }) : problem(409, 'version-conflict');
  if (room !== 'shifts') return null;
  if (what === 'leave') return json({ items: leave(world) });
  if (what === 'swaps') return json({ items: swaps(world) });
  if (what === 'holidays') return json({ items: holidays });
  return json({ items: coverage(world) });
}

/** Nobody answers: who is asked, reminded and told. */
function preview({ district }: MockWorld, { siteId, severity }: Record<string, unknown>): Response {
  const site = district.sites.find(({ id }) => id === siteId);
  if (!site) return problem(404, 'no-such-site');
  const person = (index: number, afterS: number, rough: boolean) => {
    const { inspectorId: to = '', name = '' } = district.inspectors[index] ?? {};
    return { to, name, etaS: afterS + 260 + 45 * index, ...(rough && { rough: true as const }) };
  };
  const answer: PolicyPreview = {
    site,
    severity: severity as Severity,
    steps: [
      { afterS: 0, step: 'offer', to: [person(0, 0, false)] },
      { afterS: 120, step: 'offer', to: [person(1, 120, true)] },
      { afterS: 240, step: 'offer', to: [person(2, 240, false)] },
      { afterS: 420, step: 'warn', to: [{ to: 'role:duty' }] },
      { afterS: 600, step: 'breach', to: [{ to: 'leader' }, { to: 'role:chief' }, { to: 'role:duty' }] },
      { afterS: 900, step: 'escalate', to: [{ to: 'station' }, { to: 'role:chief' }] },
    ],
  };
  return json(answer);
}

/** Only a pattern: a phone cannot read it. */
function doorCode(siteId: string): DoorCodeView {
  const codeSvg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h3v3H0zM6 0h3v3H6zM0 6h3v3H0zM4 1h1v1H4zM4 4h2v1H4zM7 4h1v2H7zM5 7h1v2H5zM7 7h2v1H7z"/></svg>';
  return {
    siteId,
    stepS: 86_400,
    code: '123456',
    validFrom: inHours(-2),
    validUntil: inHours(22),
    payload: `mingchu-door:${siteId}:123456`,
    codeSvg,
    otpauthUri: 'otpauth://totp/mock',
    otpauthSvg: codeSvg,
    madeBy: 'chief',
    madeAt: inHours(-500),
  };
}

/** A text with `never` in it is refused at that line; another is tried in two steps, each with a difference. */
function rulebook({ district }: MockWorld, { path, body }: MockAsk): Response {
  if (path[1] !== 'trial')
    return json({
      items: district.rules.map(({ id, title, severity }) => ({
        id,
        title,
        yaml: `rules:\n  - id: ${id}\n    severity: ${severity}\n    params:\n      forS: 600\n`,
      })),
    });
  const line =
    String(body['yaml'])
      .split('\n')
      .findIndex((each) => each.includes('never')) + 1;
  if (line > 0) {
    const mistake: RuleMistake = {
      line,
      fault: 'not-a-number',
      ruleId: 'fridge-warm',
      key: 'params.forS',
      allowed: '',
    };
    return problem(422, 'rules-refused', { mistake });
  }
  const { sites, rules } = district;
  const isFirst = body['afterSite'] === undefined;
  const half = Math.floor(sites.length / 2);
  const ruleId = rules.find(({ id }) => String(body['yaml']).includes(`id: ${id}\n`))?.id ?? 'fridge-warm';
  const siteId = sites[isFirst ? 3 : half + 1]?.id ?? '';
  const common = { ruleId, siteId, deviceId: 'fridge-1' };
  const answer: RulebookTrialAnswer = {
    counts: {
      [ruleId]: { raised: 0, missed: isFirst ? 1 : 0, earlier: 0, later: isFirst ? 0 : 1, same: 61 },
    },
    differences: [
      isFirst
        ? { ...common, kind: 'missed', flaggedAt: inHours(-30), shiftMs: 0, lastedMs: 640_000 }
        : { ...common, kind: 'later', flaggedAt: inHours(-3), shiftMs: 300_000, lastedMs: null },
    ],
    unlisted: 0,
    sitesDone: isFirst ? half : sites.length,
    sitesTotal: sites.length,
    observations: 48_200,
    limits: [{ ruleId: 'device-offline', reason: 'presence-not-kept' }],
    from: inHours(-7 * 24),
    until: inHours(0),
    nextAfterSite: isFirst ? (sites[half]?.id ?? null) : null,
  };
  return json(answer);
}

function rotas({ district: { groups, inspectors } }: MockWorld): Rota[] {
  return groups.map(({ id, name }, index) => ({
    id: `rota-${index}`,
    version: 1,
    name: index % 2 === 0 ? `${name}白班` : `${name}夜班`,
    groupId: id,
    gridIds: [],
    weekdays: index === 3 ? [6, 7] : [1, 2, 3, 4, 5],
    from: index % 2 === 0 ? '08:00' : '20:00',
    to: index % 2 === 0 ? '20:00' : '08:00',
    inspectorIds: inspectors.filter((person) => person.groupId === id).map((person) => person.inspectorId),
    effectiveFrom: dateIn(-90),
    effectiveTo: index === 1 ? dateIn(30) : null,
  }));
}

function coverage({ district: { grids, inspectors } }: MockWorld): GridCoverage[] {
  return grids.map(({ id, name, groupId }, index) => {
    const inspectorIds = inspectors
      .filter((person) => person.groupId === groupId && person.onShift)
      .map((person) => person.inspectorId);
    const segments = [
      { from: inHours(-2), to: inHours(5), inspectorIds: index === 0 ? [] : inspectorIds },
      { from: inHours(5), to: inHours(24), inspectorIds: index === 1 ? [] : inspectorIds.slice(0, 1) },
    ];
    return { gridId: id, gridName: name, groupId, segments };
  });
}

const idOf = ({ district }: MockWorld, index: number): string =>
  district.inspectors[index]?.inspectorId ?? '';

const leave = (world: MockWorld): Leave[] => [
  {
    id: 'leave-1',
    inspectorId: idOf(world, 11),
    from: inHours(-20),
    to: inHours(52),
    reason: '病假',
    setBy: 'chief',
  },
];
const swaps = (world: MockWorld): Swap[] =>
  (['taken', 'asked', 'agreed', 'refused', 'withdrawn', 'lapsed'] as const).map((state, index) => ({
    id: `swap-${index}`,
    date: dateIn(index + 1),
    giverId: idOf(world, index),
    takerId: idOf(world, index + 4),
    reason: index === 1 ? '' : '家中有事',
    state,
    askedBy: idOf(world, index),
    decidedBy: state === 'asked' ? null : 'chief',
    // A leader entered the third.
    from: state === 'agreed' ? null : `${dateIn(index + 1)}T00:00:00.000Z`,
    to: state === 'agreed' ? null : `${dateIn(index + 1)}T12:00:00.000Z`,
  }));
const holidays: Holiday[] = [
  { date: dateIn(33), name: '元旦', asWeekday: 7 },
  { date: dateIn(40), name: '补班', asWeekday: 1 },
  { date: dateIn(60), name: '停业', asWeekday: null },
];
