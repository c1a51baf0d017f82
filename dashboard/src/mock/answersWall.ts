/** What the mock answers about the wall's layouts; null for what is not its. */
import { shippedLayouts, shippedPlaylists } from '@mingchu/shared/shippedWall';
import { layoutMistake, type WallLayout } from '@mingchu/shared/wallLayout';
import type { KeptLayout, KeptPlaylist, WallPlan, WallPlaylist } from '@mingchu/shared/wallPlaylist';
import { json, type MockAsk, problem } from './ask.ts';

const asShipped = { revision: 0, set: null, shipped: true };
const layouts = new Map<string, KeptLayout>(
  shippedLayouts.map((layout) => [layout.name, { ...layout, ...asShipped }]),
);
const playlists = new Map<string, KeptPlaylist>(
  shippedPlaylists.map((playlist) => [playlist.name, { ...playlist, ...asShipped }]),
);

export function answerWall({ method, path, body }: MockAsk): Response | null {
  const [room, kind, name = ''] = path;
  if (room !== 'wall') return null;
  if (method === 'PUT') {
    const set = { by: 'duty', at: new Date().toISOString() };
    const revision = Number(body['revision']) + 1;
    if (kind === 'layouts') {
      const layout = body['layout'] as WallLayout;
      if (layoutMistake(layout.panels)) return problem(422, 'layout-mistake');
      layouts.set(name, { ...layout, revision, set, shipped: layouts.get(name)?.shipped ?? false });
    } else {
      const playlist = body['playlist'] as WallPlaylist;
      playlists.set(name, { ...playlist, revision, set, shipped: playlists.get(name)?.shipped ?? false });
    }
  }
  if (method === 'DELETE') takeBack(kind === 'layouts' ? 'layouts' : 'playlists', name);
  const plan: WallPlan = { layouts: [...layouts.values()], playlists: [...playlists.values()] };
  return json(plan);
}

function takeBack(kind: 'layouts' | 'playlists', name: string): void {
  const layout = shippedLayouts.find((each) => each.name === name);
  const playlist = shippedPlaylists.find((each) => each.name === name);
  if (kind === 'layouts') {
    if (layout) layouts.set(name, { ...layout, ...asShipped });
    else layouts.delete(name);
  } else if (playlist) playlists.set(name, { ...playlist, ...asShipped });
  else playlists.delete(name);
}
