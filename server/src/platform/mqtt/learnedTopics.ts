/**
 * Topics that families learn to read while they run. Devices name them, so they are bounded, of each mount and of all:
 * the one of the mount that was learned longest ago gives way, and where all are too many one of the mount that has
 * most. A site that invents topics makes its own unheard and nobody else's.
 */
import { mountPrefix } from '@mingchu/shared/mqtt';
import type { Logger } from '../log.ts';

/** What has no mount is of nobody in particular, and has room for all. */
const limits = { perMount: 5_000, inAll: 50_000 };

export interface LearnedTopics {
  has(topic: string): boolean;
  all(): string[];
  /** Answers those that are new, and those that gave way to them. */
  learn(topics: readonly string[]): { fresh: string[]; gone: string[] };
  /** Those of them that had been learned; they are not any more. */
  release(topics: readonly string[]): string[];
}

export function createLearnedTopics(log: Logger, { perMount, inAll } = limits): LearnedTopics {
  /** By mount, each in order of learning. */
  const mounts = new Map<string, Set<string>>();
  const told = new Set<string>();
  let count = 0;
  const tooMany = (mount: string): string | undefined => {
    if (mount !== '' && (mounts.get(mount)?.size ?? 0) > perMount) return mount;
    return count > inAll ? largest(mounts) : undefined;
  };
  const drop = (mount: string, topic: string): boolean => {
    const topics = mounts.get(mount);
    if (!topics?.delete(topic)) return false;
    count -= 1;
    if (topics.size === 0) mounts.delete(mount);
    return true;
  };
  const dropOne = (mount: string): string => {
    const [gone] = mounts.get(mount) as Set<string>;
    if (gone === undefined) throw new Error('a mount without topics is not kept');
    drop(mount, gone);
    return gone;
  };
  const tell = (mount: string) => {
    if (told.has(mount) || told.size >= inAll) return;
    told.add(mount);
    log.warn(
      { mount, topics: mounts.get(mount)?.size },
      'too many topics learned, the oldest are heard no more',
    );
  };
  return {
    has: (topic) => mounts.get(mountOf(topic))?.has(topic) ?? false,
    all: () => [...mounts.values()].flatMap((topics) => [...topics]),
    release: (topics) => topics.filter((topic) => drop(mountOf(topic), topic)),
    learn: (wanted) => {
      const fresh = new Set<string>();
      const gone = new Set<string>();
      for (const topic of wanted) {
        const mount = mountOf(topic);
        const topics = mounts.get(mount) ?? new Set();
        mounts.set(mount, topics);
        if (topics.delete(topic)) {
          // To the end: what is named again is in use.
          topics.add(topic);
          continue;
        }
        topics.add(topic);
        count += 1;
        fresh.add(topic);
        const full = tooMany(mount);
        if (full === undefined) continue;
        tell(full);
        const oldest = dropOne(full);
        if (!fresh.delete(oldest)) gone.add(oldest);
      }
      // Learned again within the same call.
      for (const topic of fresh) gone.delete(topic);
      return { fresh: [...fresh], gone: [...gone] };
    },
  };
}

function largest(mounts: ReadonlyMap<string, ReadonlySet<string>>): string {
  let found = '';
  for (const [mount, { size }] of mounts) if (size > (mounts.get(found)?.size ?? 0)) found = mount;
  return found;
}

/** `mingchu/at/{siteId}/…` → the site, else ''. */
function mountOf(topic: string): string {
  if (!topic.startsWith(`${mountPrefix}/`)) return '';
  return topic.slice(mountPrefix.length + 1).split('/', 1)[0] as string;
}
