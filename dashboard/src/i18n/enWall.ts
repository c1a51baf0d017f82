import type { zhWall } from './zhWall.ts';

/** Texts of the wall in English. */
export const enWall: Record<keyof typeof zhWall, string> = {
  'wall.layout.unknown': 'There is no layout named {{name}}; “{{title}}” hangs instead',
  'forecast.late': 'Expected {{n}} min late',
  'forecast.lateSome': 'Expected to be late',
  'forecast.nobody': 'Nobody in time',
  'forecast.nobodyRough': 'Likely nobody in time',
  'forecast.unknown': 'Position unknown: not known whether he comes',
  'forecast.lateRough': 'About {{n}} min late',
  'wall.asked': '{{n}} people',
  'wall.uncovered': 'No cover',
  'wall.uncovered.now': '{{grid}} now',
  'wall.uncovered.soon': '{{grid}} from {{time}}',
  'wall.open': 'Open violations',
  'wall.open.order': 'by time left',
  'wall.more': '{{n}} more',
  'wall.calm': 'All quiet',
  'wall.calm.hint': 'Nothing is waiting for anyone',
  'wall.noInspector': 'Nobody yet',
  'wall.arrivedAfter': 'Arrived in',
  'wall.median': 'Median arrival',
  'wall.sites.empty': 'No sites registered yet',
  'wall.sites.hint': 'Once they are, violations stand here by time left',
};
