/**
 * The layout that hangs now: the one that the address names (`?layout=`), or what its playlist (`?playlist=`) shows at
 * this moment, or the duty officer's. `?theme=` and `?scale=` are for this screen alone and stand above the layout's.
 */
import { dutyLayout } from '@mingchu/shared/shippedWall';
import type { WallLayout } from '@mingchu/shared/wallLayout';
import { chooseLayout, type HeldEvent, type WallPlan } from '@mingchu/shared/wallPlaylist';
import { useRef } from 'react';
import { useSearch } from 'wouter';
import { useServerNow } from '../../../live/useLive.ts';
import { useLoad } from '../../../live/useLoad.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { wallFacts } from './wallFacts.ts';
import { useWallPlan } from './wallPlan.ts';

export interface Hung {
  layout: WallLayout;
  /** Name in the address that nothing has, to be said on the wall. */
  unknown: string | null;
}

/** Least and most that `?scale=` may ask for; as in the schema of layouts. */
const [minScale, maxScale] = [0.5, 1.5];

export function useHungLayout(items: readonly WorkItem[]): Hung {
  const { inFlood } = useLoad(items);
  const { plan, asked } = useWallPlan();
  const search = new URLSearchParams(useSearch());
  const nowMs = useServerNow();
  const held = useRef<HeldEvent | null>(null);
  const playlistName = search.get('playlist');
  const playlist = plan.playlists.find(({ name }) => name === playlistName);
  let wanted = search.get('layout') ?? dutyLayout.name;
  if (playlist) {
    const chosen = chooseLayout(playlist, wallFacts(items, { inFlood, nowMs }), {
      nowMs,
      held: held.current,
    });
    held.current = chosen.held;
    wanted = chosen.layout;
  }
  const found = plan.layouts.find(({ name }) => name === wanted);
  const unknown = playlistName !== null && !playlist ? playlistName : found ? null : wanted;
  return {
    layout: forThisScreen(found ?? fallback(plan), search),
    // Before the server has answered, a layout that people made is not unknown yet.
    unknown: asked ? null : unknown,
  };
}

function fallback(plan: WallPlan): WallLayout {
  return plan.layouts.find(({ name }) => name === dutyLayout.name) ?? dutyLayout;
}

function forThisScreen(layout: WallLayout, search: URLSearchParams): WallLayout {
  const theme = search.get('theme');
  const scale = Number(search.get('scale') ?? layout.scale);
  return {
    ...layout,
    theme: theme === 'light' || theme === 'dark' ? theme : layout.theme,
    scale: Number.isFinite(scale) ? Math.min(maxScale, Math.max(minScale, scale)) : layout.scale,
  };
}
