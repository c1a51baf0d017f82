import { shippedLayouts, shippedPlaylists } from '@mingchu/shared/shippedWall';
import { WallLayout } from '@mingchu/shared/wallLayout';
import { type Kept, type WallPlan, WallPlaylist } from '@mingchu/shared/wallPlaylist';
import { Compile } from 'typebox/compile';
import type { Executor } from '../platform/postgres/database.ts';
import { type PlanKind, type PlanRow, planRows } from './wallStore.ts';

const layouts = Compile(WallLayout);
const playlists = Compile(WallPlaylist);

/** What people have set, over what came with the program. What another version wrote and this one cannot read is left out. */
export async function readWallPlan(db: Executor): Promise<WallPlan> {
  const rows = await planRows(db);
  return {
    layouts: merge(shippedLayouts, rows, { kind: 'layout', fits: (body) => layouts.Check(body) }),
    playlists: merge(shippedPlaylists, rows, { kind: 'playlist', fits: (body) => playlists.Check(body) }),
  };
}

function merge<Item extends { name: string }>(
  shipped: readonly Item[],
  rows: readonly PlanRow[],
  { kind, fits }: { kind: PlanKind; fits: (body: unknown) => boolean },
): (Item & Kept)[] {
  const names = new Set(shipped.map(({ name }) => name));
  const items = new Map<string, Item & Kept>(
    shipped.map((item) => [item.name, { ...item, revision: 0, set: null, shipped: true }]),
  );
  for (const row of rows) {
    if (row.kind !== kind || !fits(row.body)) continue;
    items.set(row.name, {
      ...(row.body as Item),
      revision: row.revision,
      set: { by: row.setBy, at: row.setAt.toISOString() },
      shipped: names.has(row.name),
    });
  }
  return [...items.values()];
}
