/**
 * Ends what ends by itself: a shelf whose time is over, suppression when the kitchen opens, out of service when the
 * device is back; and takes the violations of devices that have gone out of service aside. Run by a sweep; rows that
 * another process holds are left to the next one.
 */
import { appendChanges } from '../platform/changelog/changeLog.ts';
import { isOpen } from '@mingchu/shared/openingHours';
import { type Episode, type EpisodeEvent, moveEpisode } from './model/episode.ts';
import { lockHeld, lockOfDevices } from './violationStore.ts';
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
    for (const episode of await lockHeld(tx, maxPerSweep)) release(deps, drafts, episode);
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

function release(deps: ViolationDeps, drafts: Drafts, episode: Episode): void {
  const now = deps.clock.now();
  switch (episode.state) {
    case 'shelved':
      if (episode.shelvedUntil && episode.shelvedUntil.getTime() > now) return;
      return stepTo(deps, drafts, { episode, event: 'unshelve', reason: 'shelf-time-over' });
    case 'suppressed': {
      const site = deps.registry.sites.get(episode.siteId);
      if (site && !isOpen(site, now)) return;
      return stepTo(deps, drafts, { episode, event: 'unsuppress', reason: 'kitchen-opened' });
    }
    case 'out-of-service': {
      const device = deps.registry.devices.get(`${episode.siteId}/${episode.deviceId}`);
      if (!device?.inService) return;
      return stepTo(deps, drafts, { episode, event: 'return-to-service', reason: 'device-in-service' });
    }
    default:
      throw new Error(`a violation in state ${episode.state} is not held`);
  }
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
