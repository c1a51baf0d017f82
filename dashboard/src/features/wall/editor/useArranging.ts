import type { WallLayout } from '@mingchu/shared/wallLayout';
import type { WallPlan, WallPlaylist } from '@mingchu/shared/wallPlaylist';
import { request } from '../../../http/request.ts';
import { useWork } from '../../../http/useWork.ts';
import { takePlan } from '../plan/wallPlan.ts';

export interface Arranging {
  busy: boolean;
  error: string | null;
  saveLayout: (revision: number, layout: WallLayout) => Promise<boolean>;
  savePlaylist: (revision: number, playlist: WallPlaylist) => Promise<boolean>;
  takeBack: (kind: 'layouts' | 'playlists', item: { name: string; revision: number }) => Promise<boolean>;
}

/** Sends one change at a time, takes the plan that the server answers, and says in words what went wrong. */
export function useArranging(): Arranging {
  const { busy, error, run } = useWork();
  const send = (method: 'PUT' | 'DELETE', path: string, body?: object): Promise<boolean> =>
    run(async () => takePlan(await request<WallPlan>(method, `/wall/${path}`, body)));
  return {
    busy,
    error,
    saveLayout: (revision, layout) => send('PUT', `layouts/${layout.name}`, { revision, layout }),
    savePlaylist: (revision, playlist) => send('PUT', `playlists/${playlist.name}`, { revision, playlist }),
    takeBack: (kind, { name, revision }) => send('DELETE', `${kind}/${name}?revision=${revision}`),
  };
}
