/** The rows of the list, flat, each of a known height: so that five thousand cost as much as twenty. Pure. */
import type { WorkItem } from '../../../live/worklist.ts';
import { arrangeFlood, type FloodGroup, foldedAway } from '../../../live/flood.ts';

export type ListRow =
  | { kind: 'item'; key: string; item: WorkItem; role: 'plain' | 'pinned' | 'first-cause' | 'follows' }
  | { kind: 'group'; key: string; group: FloodGroup; open: boolean }
  | { kind: 'fold'; key: FoldKey; count: number; open: boolean }
  | { kind: 'title'; key: string; title: 'waiting' | 'pinned' | 'groups' };

/** Heights in px; the style sheet has the same ones. */
export const rowHeights = { item: 88, group: 44, fold: 44, title: 32 } as const satisfies Record<
  ListRow['kind'],
  number
>;

/** What is counted and folded away; also its key among the open keys. */
export type FoldKey = 'paperwork' | typeof foldedAway;

/** One row per item, in order. */
export function plainRows(items: readonly WorkItem[]): ListRow[] {
  return items.map((item) => ({ kind: 'item', key: item.id, item, role: 'plain' }));
}

/** The list in flood mode; of a closed group only its first cause is shown. */
export function floodRows(items: readonly WorkItem[], open: { has(key: string): boolean }): ListRow[] {
  const { waiting, pinned, groups, paperwork, folded } = arrangeFlood(items);
  const row = (item: WorkItem, role: 'pinned' | 'first-cause' | 'follows' | 'plain'): ListRow => ({
    kind: 'item',
    key: item.id,
    item,
    role,
  });
  const fold = (key: FoldKey, hidden: readonly WorkItem[]): ListRow[] => {
    if (hidden.length === 0) return [];
    const isOpen = open.has(key);
    const shown = isOpen ? hidden.map((item) => row(item, 'plain')) : [];
    return [{ kind: 'fold', key, count: hidden.length, open: isOpen }, ...shown];
  };
  return [
    ...(waiting.length > 0 ? [{ kind: 'title', key: 'waiting', title: 'waiting' } as const] : []),
    ...waiting.map((item) => row(item, 'plain')),
    ...(pinned.length > 0 ? [{ kind: 'title', key: 'pinned', title: 'pinned' } as const] : []),
    ...pinned.map((item) => row(item, 'pinned')),
    ...(groups.length > 0 ? [{ kind: 'title', key: 'groups', title: 'groups' } as const] : []),
    ...groups.flatMap((group): ListRow[] => {
      const isOpen = open.has(group.key);
      const [first, ...others] = group.items;
      if (!first) return [];
      if (others.length === 0) return [row(first, 'plain')];
      return [
        { kind: 'group', key: group.key, group, open: isOpen },
        row(first, 'first-cause'),
        ...(isOpen ? others.map((item) => row(item, 'follows')) : []),
      ];
    }),
    ...fold('paperwork', paperwork),
    ...fold(foldedAway, folded),
  ];
}

/** The group or fold that an item stands in, and the item that stays to be seen when it is closed. */
export function groupAround(
  rows: readonly ListRow[],
  id: string,
): { key: string; first: string | null } | null {
  const at = rows.findIndex((row) => row.kind === 'item' && row.item.id === id);
  const row = rows[at];
  const heading = rows.slice(0, at).findLast(({ kind }) => kind !== 'item');
  if (row?.kind !== 'item') return null;
  if (heading?.kind === 'fold') return { key: heading.key, first: null };
  if (heading?.kind !== 'group' || row.role === 'plain') return null;
  return { key: heading.key, first: heading.group.items[0]?.id ?? null };
}

/** Where each row begins, px, and at the end the height of all. */
export function rowTops(rows: readonly ListRow[]): number[] {
  const tops = [0];
  let top = 0;
  for (const { kind } of rows) tops.push((top += rowHeights[kind]));
  return tops;
}

/** The rows that a viewport touches, with some beyond: first and one after the last. */
export function rowsInView(
  tops: readonly number[],
  { scrollTop, height, beyond }: { scrollTop: number; height: number; beyond: number },
): [number, number] {
  const first = lastAtOrBefore(tops, scrollTop - beyond);
  const last = lastAtOrBefore(tops, scrollTop + height + beyond);
  return [Math.max(0, first), Math.min(tops.length - 1, last + 1)];
}

function lastAtOrBefore(tops: readonly number[], at: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
