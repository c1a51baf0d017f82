/** Layouts and playlists as this screen knows them: what came with the program until the server has answered. */
import { shippedLayouts, shippedPlaylists } from '@mingchu/shared/shippedWall';
import type { WallPlan } from '@mingchu/shared/wallPlaylist';
import { useEffect } from 'react';
import { create } from 'zustand';
import { request } from '../../../http/request.ts';
import { useLiveStore } from '../../../live/store.ts';

const asShipped = { revision: 0, set: null, shipped: true };

/** Plan of the server, or what was shipped; `asked` while the server has not answered since the last change. */
export const useWallPlan = create<{ plan: WallPlan; asked: boolean }>(() => ({
  plan: {
    layouts: shippedLayouts.map((layout) => ({ ...layout, ...asShipped })),
    playlists: shippedPlaylists.map((playlist) => ({ ...playlist, ...asShipped })),
  },
  asked: true,
}));

/** An answer of the server. */
export function takePlan(plan: WallPlan): void {
  useWallPlan.setState({ plan, asked: false });
}

/** Pause before a plan that could not be read is asked for again, ms. */
const retryMs = 5_000;

/** Keeps the plan as the server has it: asks at the start, and whenever the live channel says that it has changed. */
export function useWallPlanKept(): void {
  const seq = useLiveStore((store) => store.live.wallPlanSeq);
  useEffect(() => {
    if (seq === null) return;
    let current = true;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      request<WallPlan>('GET', '/wall').then(
        (plan) => current && takePlan(plan),
        () => {
          // The wall hangs on with the plan that it has.
          if (current) retry = setTimeout(ask, retryMs);
        },
      );
    };
    ask();
    return () => {
      current = false;
      clearTimeout(retry);
    };
  }, [seq]);
}
