import type { DetectionsRule } from '@mingchu/shared/rulebook';
import { describe, expect, it } from 'vitest';
import { proposeStricter, type Sighting } from './quietDetections.ts';

const rule: DetectionsRule = {
  id: 'no-hat',
  version: '1',
  effectiveFrom: '2026-01-01',
  title: { zh: '未戴工作帽', en: 'No hat' },
  severity: 'major',
  deviceKinds: ['camera'],
  latched: true,
  autoDispatch: 'dispatch',
  closedHours: 'only',
  recurrenceMinutes: 15,
  legalBasis: { text: 'a hat', source: 'GB 31654-2021' },
  kind: 'detections',
  params: { type: 'no-hat', minConfidence: 0.7, count: 3, withinS: 60, offDelayS: 120 },
};
/** Seen every five seconds, with these confidences. */
const seen = (confidences: number[], verdict: Sighting['verdict'] = null): Sighting => ({
  verdict,
  times: confidences.map((_each, index) => index * 5_000),
  confidences,
});
const times = (count: number, sighting: Sighting) => Array.from({ length: count }, () => sighting);
const sure = [0.9, 0.9, 0.9, 0.9, 0.9, 0.9];

describe('what would quieten a camera rule', () => {
  it('[ST8] proposes the lowest confidence at which two of three would not have opened, and no confirmed one is lost', () => {
    const unsure = times(5, seen([0.72, 0.78, 0.74, 0.76, 0.73, 0.71], 'false-alarm'));
    const others = times(2, seen(sure, 'false-alarm'));
    const confirmed = times(3, seen(sure, 'confirmed'));
    // At 0.75 two moments remain of each of the unsure ones.
    expect(proposeStricter(rule, [...unsure, ...others, ...confirmed])).toEqual([
      { param: 'minConfidence', now: 0.7, proposed: 0.75, avoided: 5, of: 10, reason: 'most-were-unsure' },
    ]);
    const doubtful = seen([0.71, 0.74, 0.8, 0.73, 0.72, 0.72], 'confirmed');
    expect(proposeStricter(rule, [...unsure, ...others, doubtful])).toEqual([]);
  });

  it('[ST8] proposes more votes where most were seen for a moment only', () => {
    const brief = times(5, seen([0.9, 0.9, 0.9, 0.9], 'false-alarm'));
    const long = times(2, seen(sure, 'confirmed'));
    expect(proposeStricter(rule, [...brief, ...long])).toEqual([
      { param: 'count', now: 3, proposed: 5, avoided: 5, of: 7, reason: 'most-were-brief' },
    ]);
    expect(proposeStricter(rule, [...brief, seen([0.9, 0.9, 0.9], 'confirmed')])).toEqual([]);
  });

  it('[ST8] proposes nothing on little evidence, or where only blindness would help', () => {
    expect(proposeStricter(rule, times(4, seen([0.71, 0.71, 0.71], 'false-alarm')))).toEqual([]);
    // What nobody judged may be true.
    expect(proposeStricter(rule, times(20, seen([0.71, 0.71, 0.71])))).toEqual([]);
    // Under 0.7 it would not have opened: it did so under another rulebook.
    expect(proposeStricter(rule, times(8, seen([0.6, 0.6, 0.6], 'false-alarm')))).toEqual([]);
    const certain = times(
      6,
      seen(
        Array.from({ length: 30 }, () => 0.99),
        'false-alarm',
      ),
    );
    expect(proposeStricter(rule, certain)).toEqual([]);
  });
});
