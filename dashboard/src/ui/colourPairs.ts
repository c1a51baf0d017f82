/** Which colours stand on which: what is measured by a test, and shown with its measure in the workshop. */
import { severities } from '@mingchu/shared/violation';

/** Least contrast of text that is not large, WCAG 2.2, 1.4.3. */
export const leastOfText = 4.5;
/** Least contrast of what must be seen to be used: edges of fields, marks on a map; 1.4.11. */
export const leastOfMarks = 3;

export type Theme = 'dark' | 'light';

/** Names of two colours without their dashes, and the least contrast between them. */
export interface ColourPair {
  ink: string;
  ground: string;
  least: number;
}

const on = (least: number, inks: readonly string[], grounds: readonly string[]): ColourPair[] =>
  grounds.flatMap((ground) => inks.map((ink) => ({ ink, ground, least })));

/** What stands on what, in every theme: text and severities on its grounds, what is too late or not live, what is pressed, and the map. */
export const colourPairs: readonly ColourPair[] = [
  ...on(leastOfText, ['text', 'dim', ...severities], ['bg', 'panel', 'raised']),
  ...on(leastOfText, ['on-strong'], ['overdue']),
  ...on(leastOfText, ['on-stale'], ['stale', 'stale-line']),
  // A picture is dark ground in both themes.
  ...on(
    leastOfText,
    ['on-bright'],
    severities.map((severity) => `d-${severity}`),
  ),
  ...on(leastOfText, ['map-on-breach'], ['map-breach']),
  ...on(leastOfText, ['map-cluster-text'], ['map-cluster']),
  ...on(leastOfMarks, ['map-name', 'map-mark', 'map-person', 'map-way'], ['map-land-0', 'map-land-3']),
  ...on(leastOfText, ['action', 'action-hover'], ['bg', 'panel', 'raised', 'action-ground']),
  ...on(leastOfText, ['on-strong'], ['action-fill', 'action-fill-hover', 'critical-fill', 'sun-old']),
  ...on(leastOfText, ['on-tone'], ['text', 'dim', 'good', ...severities]),
  ...on(leastOfText, ['text', 'dim'], ['action-ground', 'major-ground', 'fold', 'fold-hover']),
  ...on(leastOfText, ['critical'], ['action-ground', 'critical-ground', 'fold']),
  ...on(leastOfText, ['text'], ['critical-ground', 'good-ground', 'line', 'gap', 'gap-strong']),
  ...on(leastOfText, ['major'], ['major-ground', 'action-ground', 'fold']),
  ...on(leastOfText, ['good'], ['panel']),
  ...on(leastOfText, ['sun-text', 'sun-dim'], ['bg', 'panel', 'raised', 'major-ground']),
  ...on(leastOfText, ['ink'], ['paper']),
  // What can be pressed stands out from what it lies on.
  ...on(leastOfMarks, ['action-fill'], ['bg', 'panel']),
  ...on(leastOfMarks, ['field-line'], ['field', 'bg', 'panel', 'raised']),
  ...on(leastOfMarks, ['load-measure'], ['load-3', 'load-4']),
];
