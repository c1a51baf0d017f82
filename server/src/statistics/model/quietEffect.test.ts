import type { DetectionsRule, ThresholdRule } from '@mingchu/shared/rulebook';
import { expect, it } from 'vitest';
import { commonOfNoisy, warmFridge } from './fixtures/noisyRule.ts';
import type { Ended } from './quietEffect.ts';
import { effectOf } from './quietEffect.ts';

const warm: ThresholdRule = { ...warmFridge, params: { ...warmFridge.params, offDelayS: 30 } };
const covered: DetectionsRule = {
  ...commonOfNoisy,
  kind: 'detections',
  params: { type: 'camera-covered', minConfidence: 0.7, count: 3, withinS: 120, offDelayS: 300 },
};
const nothing = { ended: [], returns: [], sightings: [] };
const lasting = (durationS: number, confirmed = false): Ended => ({
  durationS,
  confirmed,
  pauseS: null,
  nextConfirmed: false,
});
const pausing = (pauseS: number | null, nextConfirmed = false): Ended => ({
  durationS: 100,
  confirmed: false,
  pauseS,
  nextConfirmed,
});

it('[ST32] tells of a longer on-delay what it spares, what of it was true, and how much later the rest comes', () => {
  // The off-delay at the end of each is no part of it.
  const ended = [lasting(100), lasting(149, true), lasting(150), lasting(900)];
  const change = { param: 'forS', now: 60, proposed: 120 } as const;
  expect(effectOf(warm, change, { ...nothing, ended })).toEqual({
    of: 4,
    avoided: 2,
    confirmed: 1,
    later: 2,
    laterS: 60,
  });
  expect(effectOf(warm, change, { ...nothing, ended: [lasting(100)] })).toMatchObject({
    avoided: 1,
    later: 0,
    laterS: null,
  });
});

it('[ST32] tells of a longer off-delay and a wider deadband which alarms become part of the one before', () => {
  const ended = [pausing(20), pausing(80, true), pausing(200), pausing(null)];
  expect(effectOf(covered, { param: 'offDelayS', now: 300, proposed: 400 }, { ...nothing, ended })).toEqual({
    of: 4,
    avoided: 2,
    confirmed: 1,
    later: 2,
    laterS: 100,
  });
  const returns = [6.9, 6.6, 3].map((min, index) => ({ min, max: 9, confirmed: index === 1 }));
  const band = { param: 'hysteresis', now: 1, proposed: 1.5 } as const;
  expect(effectOf(warm, band, { ...nothing, ended, returns })).toEqual({
    of: 4,
    avoided: 2,
    confirmed: 1,
    later: 2,
    laterS: null,
  });
});

it('[ST32] takes the vote of a camera rule again: missed, later, or as it was', () => {
  const seen = (verdict: 'confirmed' | 'false-alarm' | null, ...confidences: number[]) => ({
    verdict,
    times: confidences.map((_confidence, index) => index * 10_000),
    confidences,
  });
  const sightings = [
    seen('false-alarm', 0.72, 0.74, 0.73),
    seen('confirmed', 0.72, 0.78, 0.77),
    seen(null, 0.72, 0.8, 0.8, 0.9),
    seen('confirmed', 0.9, 0.9, 0.9),
    // Not an alarm of these parameters.
    seen(null, 0.6, 0.6, 0.6),
  ];
  const change = { param: 'minConfidence', now: 0.7, proposed: 0.75 } as const;
  expect(effectOf(covered, change, { ...nothing, sightings })).toEqual({
    of: 4,
    avoided: 2,
    confirmed: 1,
    later: 1,
    laterS: 10,
  });
  expect(effectOf(covered, { param: 'count', now: 3, proposed: 4 }, { ...nothing, sightings })).toMatchObject(
    { of: 4, avoided: 3, confirmed: 2, later: 1, laterS: 10 },
  );
});
