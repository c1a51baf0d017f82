/** The district in every state that a panel may have to show. Pure but for the mock's clock. */
import type { Site } from '@mingchu/shared/registry';
import { emptyLiveState, type LiveState, reduceLive } from '../../live/reducer.ts';
import type { MockCase } from '../../mock/mockCase.ts';
import { MockWorld } from '../../mock/world.ts';

export const drawnStates = [
  'loading',
  'empty',
  'calm',
  'full',
  'flood',
  'half',
  'stale',
  'noData',
  'shelved',
  'long',
] as const;
export type DrawnState = (typeof drawnStates)[number];

const caseOf: Record<Exclude<DrawnState, 'loading'>, MockCase> = {
  empty: 'empty',
  calm: 'calm',
  full: 'full',
  flood: 'flood',
  half: 'half',
  stale: 'full',
  noData: 'full',
  shelved: 'full',
  long: 'full',
};
/** Age of the numbers in the state `stale`, ms. */
const staleMs = 95_000;

/** The district in a state. */
export function drawn(state: DrawnState): LiveState {
  return state === 'loading' ? emptyLiveState : changed(liveOf(new MockWorld(caseOf[state])), state);
}

/** A world as a screen has it that has just been told of it. */
export function liveOf(world: MockWorld): LiveState {
  const snapshot = world.snapshot();
  // Pictures of evidence are on a server.
  const violations = snapshot.violations.map((violation) => {
    const { frameSha256: _kept, ...evidence } = violation.evidence;
    return { ...violation, evidence };
  });
  return reduceLive(emptyLiveState, { type: 'snapshot', snapshot: { ...snapshot, violations } }).next;
}

function changed(live: LiveState, state: DrawnState): LiveState {
  if (state === 'stale' && live.stats)
    return { ...live, stats: { ...live.stats, at: new Date(Date.now() - staleMs).toISOString() } };
  // Registered, and nothing has spoken yet.
  if (state === 'noData')
    return { ...live, stats: null, health: new Map(), violations: new Map(), dispatches: new Map() };
  // All that was open, and nobody is awaited.
  if (state === 'shelved') return { ...live, violations: shelved(live.violations), dispatches: new Map() };
  if (state === 'long') return withLongNames(live);
  return live;
}

function shelved(open: LiveState['violations']): LiveState['violations'] {
  return new Map([...open].map(([id, violation]) => [id, { ...violation, state: 'shelved' as const }]));
}

function withLongNames(live: LiveState): LiveState {
  const longer = (site: Site): Site => ({ ...site, name: `${site.name}（新城区第二分店）` });
  return {
    ...live,
    sites: new Map([...live.sites].map(([id, site]) => [id, longer(site)])),
    rules: new Map(
      [...live.rules].map(([id, rule]) => [
        id,
        {
          ...rule,
          title: { zh: `${rule.title.zh}且未及时整改`, en: `${rule.title.en} for longer than allowed` },
        },
      ]),
    ),
  };
}
