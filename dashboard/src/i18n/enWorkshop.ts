/** The workshop: a page for those who draw and test the screens. */
import type { zhWorkshop } from './zhWorkshop.ts';

export const enWorkshop: Record<keyof typeof zhWorkshop, string> = {
  'ui.title': 'Workshop (mock data)',
  'ui.state': 'District',
  'ui.state.loading': 'loading',
  'ui.state.empty': 'nothing registered',
  'ui.state.calm': 'calm',
  'ui.state.full': 'violations and a breach',
  'ui.state.flood': 'flood',
  'ui.state.half': 'half offline',
  'ui.state.stale': 'old numbers',
  'ui.state.noData': 'no data yet',
  'ui.state.long': 'long names',
  'ui.theme': 'Theme',
  'ui.theme.dark': 'dark',
  'ui.theme.light': 'light',
  'ui.theme.both': 'both',
  'ui.scale': 'Text size',
  'ui.picture': 'example picture',
  'ui.show': 'Show',
  'ui.show.parts': 'parts',
  'ui.show.tokens': 'tokens',
  'ui.token.sample': 'There in ten minutes',
  'ui.token.move': 'Move',
};
