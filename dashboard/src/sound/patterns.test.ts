import { soundKinds } from '@mingchu/shared/sound';
import { describe, expect, it } from 'vitest';
import { fallPart, harmonics, lengthOf, type Pattern, patterns, risePart } from './patterns.ts';

const pausesOf = ({ pulses }: Pattern): number[] =>
  pulses.slice(1).map((pulse, index) => {
    const before = pulses[index];
    return before ? pulse.atMs - before.atMs - before.lengthMs : 0;
  });

describe('patterns of tones', () => {
  it('[SO1] tells priorities by the number and the rhythm of pulses', () => {
    const counts = (['critical', 'major', 'minor', 'info'] as const).map(
      (kind) => patterns[kind].pulses.length,
    );
    expect(counts).toEqual([10, 3, 2, 1]);
    // 3-2, a breath, 3-2: two spaces and a pulse between three and two.
    expect(pausesOf(patterns.critical)).toEqual([100, 100, 350, 100, 600, 100, 100, 350, 100]);
    const rhythms = soundKinds.map((kind) => JSON.stringify(patterns[kind].pulses));
    expect(new Set(rhythms).size).toBe(soundKinds.length);
  });

  it('[SO1] keeps within the ranges of IEC 60601-1-8', () => {
    for (const kind of ['critical', 'major', 'minor', 'info'] as const) {
      const [shortest, longest] = kind === 'critical' ? [75, 200] : [125, 250];
      for (const { hz, lengthMs } of patterns[kind].pulses) {
        expect(lengthMs).toBeGreaterThanOrEqual(shortest);
        expect(lengthMs).toBeLessThanOrEqual(longest);
        expect(hz).toBeGreaterThanOrEqual(150);
        expect(hz).toBeLessThanOrEqual(1_000);
        const heard = harmonics.filter((_, index) => hz * (index + 1) >= 300 && hz * (index + 1) <= 4_000);
        expect(heard.length).toBeGreaterThanOrEqual(4);
      }
    }
    const weakestDb = 20 * Math.log10(Math.min(...harmonics) / harmonics[0]);
    expect(weakestDb).toBeGreaterThan(-15);
    expect(risePart).toBeGreaterThanOrEqual(0.1);
    expect(risePart + fallPart).toBeLessThan(1);
    const silentMs = patterns.critical.repeatMs - lengthOf(patterns.critical);
    expect(silentMs).toBeGreaterThanOrEqual(2_500);
    expect(silentMs).toBeLessThanOrEqual(15_000);
  });

  it('[SO1] is louder the more urgent it is', () => {
    const levels = soundKinds.map((kind) => patterns[kind].level);
    expect([...levels].sort((a, b) => b - a)).toEqual(levels);
  });
});
