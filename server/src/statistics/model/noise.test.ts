import type { DetectionsRule, ThresholdRule } from '@mingchu/shared/rulebook';
import { describe, expect, it } from 'vitest';
import { warmFridge } from './fixtures/noisyRule.ts';
import { type NoiseEvidence, proposeQuiet } from './noise.ts';

const rule = warmFridge;
const nothing: NoiseEvidence = { durationsS: [], pausesS: [], returns: [], sightings: [] };
const lasting = (...durationsS: number[]) => ({ ...nothing, durationsS });
/** The value came back to these, at its lowest. */
const back = (...lowest: number[]) => ({
  ...nothing,
  returns: lowest.map((min) => ({ min, max: 9, confirmed: false })),
});
const chattering = back(6.9, 6.8, 6.7, 6.6, 3, 4);

describe('what would quieten a source', () => {
  it('[ST6] proposes a delay that two of three episodes would not have outlasted', () => {
    expect(proposeQuiet(rule, {}, lasting(70, 80, 95, 100, 1200, 2400))).toEqual([
      { param: 'forS', now: 60, proposed: 120, avoided: 4, of: 6, reason: 'most-were-short' },
    ]);
  });
  it('[ST6] counts an episode without the off-delay at its end', () => {
    const slow: ThresholdRule = { ...rule, params: { ...rule.params, offDelayS: 300 } };
    const episodes = lasting(370, 380, 395, 400, 1500, 2700);
    expect(proposeQuiet(slow, {}, episodes)).toMatchObject([{ param: 'forS', proposed: 120, avoided: 4 }]);
    expect(proposeQuiet(slow, { offDelayS: 330 }, episodes)).toMatchObject([{ proposed: 90 }]);
  });
  it('[ST6] proposes a deadband that two of three returns would not have left', () => {
    expect(proposeQuiet(rule, {}, chattering)).toEqual([
      { param: 'hysteresis', now: 1, proposed: 1.5, avoided: 4, of: 7, reason: 'most-came-back-little' },
    ]);
    const below: ThresholdRule = { ...rule, params: { ...rule.params, direction: 'below', limit: 60 } };
    const warm = [61.1, 61.2, 61.3, 61.4, 70].map((max) => ({ min: 50, max, confirmed: false }));
    expect(proposeQuiet(below, {}, { ...nothing, returns: warm })).toMatchObject([
      { param: 'hysteresis', proposed: 1.5 },
    ]);
  });
  it('[ST6] proposes no deadband that what is well again would not leave, or that is there already', () => {
    expect(proposeQuiet(rule, {}, back(6.9, 6.8, 6.7, 6.6, 6.5))).toEqual([]);
    expect(proposeQuiet(rule, {}, back(6.9, 6.8, 3))).toEqual([]);
    expect(proposeQuiet(rule, { hysteresis: 2 }, chattering)).toEqual([]);
    const stricter = back(5.9, 5.8, 5.7, 5.6, 2, 3);
    expect(proposeQuiet(rule, { limit: 7 }, stricter)).toMatchObject([{ proposed: 1.5 }]);
  });
  it('[ST6] proposes nothing on little evidence, for long episodes, and for critical rules', () => {
    expect(proposeQuiet(rule, {}, lasting(70, 80, 90))).toEqual([]);
    expect(proposeQuiet(rule, {}, lasting(1000, 1100, 1200, 1300, 1400))).toEqual([]);
    const both = { ...chattering, durationsS: [70, 80, 90, 90, 90] };
    expect(proposeQuiet({ ...rule, severity: 'critical' }, {}, both)).toEqual([]);
    expect(proposeQuiet(undefined, {}, both)).toEqual([]);
    expect(proposeQuiet(rule, { forS: 300 }, lasting(10, 20, 20, 30, 30))).toEqual([]);
  });
});

describe('what would quieten a rule that counts detections', () => {
  const covered: DetectionsRule = {
    ...rule,
    kind: 'detections',
    params: { type: 'camera-covered', minConfidence: 0.7, count: 3, withinS: 120, offDelayS: 300 },
  };
  const pausing = (...pausesS: number[]) => ({ ...nothing, pausesS });

  it('[ST8] proposes an off-delay that outlasts two of three pauses, where the rule is not latched', () => {
    expect(proposeQuiet(covered, {}, pausing(60, 100, 130, 5_000))).toEqual([
      { param: 'offDelayS', now: 300, proposed: 450, avoided: 3, of: 5, reason: 'most-came-back-soon' },
    ]);
    expect(proposeQuiet({ ...covered, latched: true }, {}, pausing(60, 100, 130, 5_000))).toEqual([]);
    expect(proposeQuiet(covered, {}, pausing(60, 100, 130))).toEqual([]);
    expect(proposeQuiet(covered, {}, pausing(4_000, 4_000, 4_000, 5_000))).toEqual([]);
  });

  it('[ST8] judges by what the kitchen has of its own', () => {
    const seen = [0.81, 0.82, 0.83].map((confidence, index) => ({ confidence, at: index * 5_000 }));
    const sighting = {
      verdict: 'false-alarm' as const,
      times: seen.map(({ at }) => at),
      confidences: seen.map(({ confidence }) => confidence),
    };
    const evidence = { ...nothing, sightings: Array.from({ length: 5 }, () => sighting) };
    const [confidence, count] = proposeQuiet(covered, { minConfidence: 0.8 }, evidence);
    expect(confidence).toMatchObject({ param: 'minConfidence', now: 0.8, proposed: 0.85, avoided: 5 });
    expect(count).toMatchObject({ param: 'count', now: 3, proposed: 4, avoided: 5 });
  });
});
