/** What an officer found in the evidence: 属实 · 误报 · 改判. */
export const reviewVerdicts = ['confirmed', 'false-alarm', 'reclassified'] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];
