/**
 * Ends what ends by itself: a shelf whose time is over, suppression when the kitchen opens, out of service when the
 * device is back; and takes the violations of devices that have gone out of service aside. Run by a sweep; rows that
 * another process holds are left to the next one.
 */
import { appendChanges } from '../platform/changelog/changeLog.ts';
import { isOpen } from '@mingchu/shared/openingHours';
import { type Episode, type EpisodeEvent, moveEpisode } from './model/episode.ts';
import { type HeldViolation, heldViolations, lockHeld, lockOfDevices } from './violationStore.ts';
import {
  type Drafts,
  draftStep,
  newDrafts,
  ruleOf,
  type ViolationDeps,
  writeDrafts,
} from './writeViolations.ts';

/** Most violations changed by one sweep and kind. */
const maxPerSweep = 500;

/** Answers how many violations moved. */
export async function releaseHeld(deps: ViolationDeps): Promise<number> {
  const outOfService = [...deps.registry.devices]
    .filter(([, device]) => !device.inService)
    .map(([key]) => key);
  return deps.db.transaction(async (tx) => {
    const drafts = newDrafts();
    // Only what is over: a thousand kitchens that stay closed must not stand before one whose shelf has ended.
    const over = (await heldViolations(tx)).filter((held) => isOver(deps, held)).map(({ id }) => id);
    if (over.length > 0)
      for (const episode of await lockHeld(tx, over.slice(0, maxPerSweep))) release(deps, drafts, episode);
    if (outOfService.length > 0) {
      for (const episode of await lockOfDevices(tx, outOfService, maxPerSweep)) {
        stepTo(deps, drafts, { episode, event: 'remove-from-service', reason: 'device-out-of-service' });
      }
    }
    const changes = await writeDrafts(tx, deps, drafts);
    appendChanges(tx, deps.clock.date(), changes);
    return drafts.byId.size;
  });
}

/** Whether what holds it has ended. */
function isOver({ clock, registry }: ViolationDeps, held: HeldViolation): boolean {
  const now = clock.now();
  switch (held.state) {
    case 'shelved':
      return held.shelvedUntil === null || held.shelvedUntil.getTime() <= now;
    case 'suppressed': {
      const site = registry.sites.get(held.siteId);
      return site === undefined || isOpen(site, now);
    }
    case 'out-of-service':
      return registry.devices.get(`${held.siteId}/${held.deviceId}`)?.inService === true;
    default:
      throw new Error(`a violation in state ${held.state} is not held`);
  }
}

const releases = {
  shelved: { event: 'unshelve', reason: 'shelf-time-over' },
  suppressed: { event: 'unsuppress', reason: 'kitchen-opened' },
  'out-of-service': { event: 'return-to-service', reason: 'device-in-service' },
} as const;

function release(deps: ViolationDeps, drafts: Drafts, episode: Episode): void {
  // It may have been put aside anew meanwhile.
  if (isOver(deps, episode))
    stepTo(deps, drafts, { episode, ...releases[episode.state as keyof typeof releases] });
}

function stepTo(
  deps: ViolationDeps,
  drafts: Drafts,
  { episode, event, reason }: { episode: Episode; event: EpisodeEvent['event']; reason: string },
): void {
  const at = deps.clock.date();
  const moved = moveEpisode(episode, { event, at, actor: 'system', reason });
  if (!moved) return;
  const draft = draftStep(drafts, moved, { act: event, actor: 'system' });
  // What was suppressed is announced only now: so the 10 minutes begin now.
  const sends = ruleOf(deps.rulebook, episode)?.autoDispatch === 'dispatch' && episode.dispatchId === null;
  if (event === 'unsuppress' && sends && moved.conditionActive) draft.send = at;
}
