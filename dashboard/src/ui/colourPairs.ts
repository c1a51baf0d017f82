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

/** In every theme: text and severities on its grounds, what is too late or not live, and the map. */
const inBoth: readonly ColourPair[] = [
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
];

/** Desk and phone are light. */
const inLight: readonly ColourPair[] = [
  ...on(leastOfText, ['l-action'], ['bg', 'panel', 'raised', 'l-action-ground']),
  ...on(leastOfText, ['on-strong'], ['l-action', 'l-action-hover', 'dim', 'sun-old', ...severities]),
  ...on(leastOfText, ['text', 'dim'], ['l-action-ground', 'l-major-ground', 'l-fold', 'l-fold-hover']),
  ...on(leastOfText, ['critical', 'text'], ['l-critical-ground']),
  ...on(leastOfText, ['major'], ['l-major-ground']),
  ...on(leastOfText, ['text'], ['l-good-ground', 'l-gap', 'l-gap-strong']),
  ...on(leastOfText, ['l-good'], ['panel']),
  ...on(leastOfText, ['sun-text', 'sun-dim'], ['bg', 'panel', 'raised', 'l-major-ground']),
  ...on(leastOfMarks, ['l-field-line'], ['l-field', 'bg', 'panel', 'raised']),
];

/** What stands on what in a theme. */
export const colourPairs: Readonly<Record<Theme, readonly ColourPair[]>> = {
  dark: inBoth,
  light: [...inBoth, ...inLight],
};
