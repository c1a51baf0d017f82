/** Layouts and playlists that come with the program; people may change them and take the change back. */
import type { WallLayout } from './wallLayout.ts';
import type { WallPlaylist } from './wallPlaylist.ts';

/** The layout of a wall that asks for none. */
export const dutyLayout: WallLayout = {
  name: 'duty',
  title: '值班',
  theme: 'dark',
  scale: 1,
  panels: [
    { kind: 'cameras', column: 1, row: 1, width: 7, height: 9, tiles: 5 },
    { kind: 'map', column: 8, row: 1, width: 9, height: 9 },
    { kind: 'queue', column: 17, row: 1, width: 8, height: 9 },
    { kind: 'on-time', column: 1, row: 10, width: 3, height: 3 },
    { kind: 'arrival-times', column: 4, row: 10, width: 4, height: 3 },
    { kind: 'by-hour', column: 8, row: 10, width: 4, height: 3 },
    { kind: 'by-type', column: 12, row: 10, width: 4, height: 3 },
    { kind: 'load', column: 16, row: 10, width: 3, height: 3 },
    { kind: 'devices', column: 19, row: 10, width: 3, height: 3 },
    { kind: 'kitchens-open', column: 22, row: 10, width: 3, height: 3 },
  ],
};

/** While schools are open: the kitchens large, beside them what is wrong, who is at hand and whom nobody sees. */
const schoolTerm: WallLayout = {
  name: 'school-term',
  title: '开学季',
  theme: 'dark',
  scale: 1,
  panels: [
    { kind: 'cameras', column: 1, row: 1, width: 15, height: 12, tiles: 9 },
    { kind: 'queue', column: 16, row: 1, width: 9, height: 6 },
    { kind: 'inspectors', column: 16, row: 7, width: 9, height: 3 },
    { kind: 'on-time', column: 16, row: 10, width: 3, height: 3 },
    { kind: 'load', column: 19, row: 10, width: 3, height: 3 },
    { kind: 'kitchens-open', column: 22, row: 10, width: 3, height: 3 },
  ],
};

/** For guests: the district and its kitchens, and how well the promise is kept. */
const visitors: WallLayout = {
  name: 'visitors',
  title: '参观',
  theme: 'dark',
  scale: 1,
  panels: [
    { kind: 'map', column: 1, row: 1, width: 12, height: 12 },
    { kind: 'cameras', column: 13, row: 1, width: 12, height: 6, tiles: 4 },
    { kind: 'on-time', column: 13, row: 7, width: 4, height: 3 },
    { kind: 'arrival-times', column: 17, row: 7, width: 8, height: 3 },
    { kind: 'by-hour', column: 13, row: 10, width: 5, height: 3 },
    { kind: 'by-type', column: 18, row: 10, width: 4, height: 3 },
    { kind: 'intake', column: 22, row: 10, width: 3, height: 3 },
  ],
};

/** For a 4K screen seen from a desk: the same at two thirds of the size, and more of it. */
const fourK: WallLayout = {
  name: '4k',
  title: '4K 大屏',
  theme: 'dark',
  scale: 0.67,
  panels: [
    { kind: 'cameras', column: 1, row: 1, width: 8, height: 9, tiles: 9 },
    { kind: 'map', column: 9, row: 1, width: 10, height: 9 },
    { kind: 'queue', column: 19, row: 1, width: 6, height: 8 },
    { kind: 'inspectors', column: 19, row: 9, width: 6, height: 4 },
    { kind: 'on-time', column: 1, row: 10, width: 2, height: 3 },
    { kind: 'arrival-times', column: 3, row: 10, width: 3, height: 3 },
    { kind: 'by-hour', column: 6, row: 10, width: 4, height: 3 },
    { kind: 'by-type', column: 10, row: 10, width: 3, height: 3 },
    { kind: 'load', column: 13, row: 10, width: 2, height: 3 },
    { kind: 'devices', column: 15, row: 10, width: 2, height: 3 },
    { kind: 'kitchens-open', column: 17, row: 10, width: 2, height: 3 },
  ],
};

/** Pictures first: sixteen kitchens, and a narrow list of what is wrong. */
const video: WallLayout = {
  name: 'video',
  title: '视频墙',
  theme: 'dark',
  scale: 1,
  panels: [
    { kind: 'cameras', column: 1, row: 1, width: 17, height: 12, tiles: 16 },
    { kind: 'queue', column: 18, row: 1, width: 7, height: 12 },
  ],
};

/** A daylight room: the duty layout on light ground. */
const daylight: WallLayout = { ...dutyLayout, name: 'daylight', title: '日间', theme: 'light' };

export const shippedLayouts: readonly WallLayout[] = [
  dutyLayout,
  daylight,
  schoolTerm,
  visitors,
  fourK,
  video,
];

/** All day the officer's wall; when nothing is open, the district and its kitchens take turns with it. */
const day: WallPlaylist = {
  name: 'day',
  title: '全天',
  entries: [
    { layout: 'duty', seconds: 120 },
    { layout: 'school-term', seconds: 60, from: '06:00', to: '18:00', days: [1, 2, 3, 4, 5] },
    { layout: 'video', seconds: 60 },
  ],
  events: [
    { when: 'breach', layout: 'duty', holdS: 300 },
    { when: 'critical', layout: 'duty', holdS: 120 },
    { when: 'flood', layout: 'duty', holdS: 300 },
    { when: 'open', layout: 'duty', holdS: 60 },
  ],
};

/** For guests, until something is wrong. */
const tour: WallPlaylist = {
  name: 'tour',
  title: '参观轮播',
  entries: [
    { layout: 'visitors', seconds: 90 },
    { layout: 'video', seconds: 45 },
  ],
  events: [
    { when: 'breach', layout: 'duty', holdS: 120 },
    { when: 'critical', layout: 'duty', holdS: 60 },
  ],
};

export const shippedPlaylists: readonly WallPlaylist[] = [day, tour];
