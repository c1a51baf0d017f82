/** What is sent to screens at regular times besides heartbeats: today's numbers, and the sums they compare with. */
import type { TodayStats } from '@mingchu/shared/live';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { ChangeFollower } from './changeFollower.ts';
import type { LiveClients } from './liveClients.ts';
import type { LiveNamespace } from './liveSocket.ts';
import type { SnapshotReaders } from './snapshotSource.ts';
import { readStateSums } from './stateSums.ts';
import { prepareStats, type StatsSources, todayStats } from './todayStats.ts';

export interface PushDeps {
  db: Database;
  clock: Clock;
  readers: SnapshotReaders;
  rulesDigest: string;
  numbers: StatsSources;
  namespace: LiveNamespace;
  clients: LiveClients;
  follower: ChangeFollower;
}

/** Today's numbers as of now to staff that follow; each carries the moment it was true. Null when there is nobody. */
export async function pushStats({ db, clock, numbers, ...deps }: PushDeps): Promise<TodayStats | null> {
  if (deps.clients.followingStaffIds().length === 0) return null;
  const stats = await todayStats(db, await prepareStats(numbers, clock));
  toFollowingStaff(deps, (to) => to.emit('stats', stats));
  return stats;
}

/** The sums of the database to staff that follow. */
export async function pushSums(deps: PushDeps): Promise<void> {
  if (deps.clients.followingStaffIds().length === 0) return;
  const sum = await readStateSums(deps);
  toFollowingStaff(deps, (to) => to.emit('sum', sum));
}

/** The sums soon after somebody has come: `soonMs` real ms after the first who is not told yet, for all until then. */
export function createSumsSoon(
  push: () => Promise<void>,
  soonMs: number,
  onError: (error: Error) => void,
): { want(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    want: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        push().catch(onError);
      }, soonMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/** That the inbox is not what it was, to staff that follow: at once, and then at most once in `everyMs` real ms. */
export function createInboxPush(
  deps: Pick<PushDeps, 'namespace' | 'clients'>,
  everyMs: number,
): { tell(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDue = false;
  const push = () => {
    isDue = false;
    toFollowingStaff(deps, (to) => to.emit('inbox'));
    timer = setTimeout(() => {
      timer = undefined;
      if (isDue) push();
    }, everyMs);
  };
  return {
    tell: () => {
      isDue = true;
      if (timer === undefined) push();
    },
    stop: () => clearTimeout(timer),
  };
}

/** In one emission, encoded once. */
function toFollowingStaff(
  { namespace, clients }: Pick<PushDeps, 'namespace' | 'clients'>,
  tell: (to: ReturnType<LiveNamespace['to']>) => void,
): void {
  const ids = clients.followingStaffIds();
  // To nobody would be to everybody.
  if (ids.length > 0) tell(namespace.to(ids));
}
