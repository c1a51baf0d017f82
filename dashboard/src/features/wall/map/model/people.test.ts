import type { InspectorPosition } from '@mingchu/shared/live';
import { describe, expect, it } from 'vitest';
import { type Attention, attentionFrom, lookMs, nextAttention, restMs } from './attention.ts';
import { isWalking, placeAt, standing, trackAfter } from './tracks.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 24, 2) + seconds * 1_000).toISOString();
const report = (seconds: number, lon: number): InspectorPosition => ({
  inspectorId: 'i1',
  name: '李强',
  groupId: 'a',
  onShift: true,
  lat: 26.4,
  lon,
  at: at(seconds),
});

describe('an inspector on the map', () => {
  it('[MA4] walks from where he was drawn to where he reported, and never beyond', () => {
    const first = standing(report(0, 112.8), 1_000);
    const second = trackAfter(first, report(10, 112.801), 2_000);
    expect(placeAt(second, 2_000).lon).toBeCloseTo(112.8);
    expect(placeAt(second, 7_000).lon).toBeCloseTo(112.8005);
    expect(placeAt(second, 12_000).lon).toBeCloseTo(112.801);
    expect(placeAt(second, 900_000).lon).toBe(112.801);
    expect([isWalking(second, 11_999), isWalking(second, 12_000)]).toEqual([true, false]);
  });

  it('[MA4] turns in the middle of a step, from where he is drawn then', () => {
    const track = trackAfter(standing(report(0, 112.8), 0), report(10, 112.801), 0);
    const turned = trackAfter(track, report(15, 112.8), 5_000);
    expect(placeAt(turned, 5_000).lon).toBeCloseTo(112.8005);
    expect(trackAfter(turned, report(15, 112.8), 6_000)).toBe(turned);
  });

  it('[MA4] does not race across the town after a first fix', () => {
    const jumped = trackAfter(standing(report(0, 112.8), 0), report(5, 112.83), 100);
    expect(placeAt(jumped, 100).lon).toBe(112.83);
  });
});

describe('what the map looks at by itself', () => {
  const news = (...keys: string[]) => keys.map((key) => ({ key, siteId: 's', inspectorId: null }));
  const free = { allowed: true, inFlood: false, inUse: false };
  const start = attentionFrom(['old']);

  it('[MA8] glides to news and back, one at a time, with a rest between', () => {
    const seen = [...news('old', 'a', 'b')];
    const there = nextAttention(start, { ...free, news: seen }, 1_000);
    expect([there.reason, there.next.looking?.news.key]).toEqual(['glide-there', 'a']);
    expect(nextAttention(there.next, { ...free, news: seen }, 2_000).reason).toBe('still-looking');
    const back = nextAttention(there.next, { ...free, news: seen }, 1_000 + lookMs);
    expect(back.reason).toBe('glide-back');
    const soon = nextAttention(back.next, { ...free, news: seen }, 2_000 + lookMs);
    expect(soon.reason).toBe('resting');
    const second = nextAttention(soon.next, { ...free, news: seen }, 1_000 + lookMs + restMs);
    expect([second.reason, second.next.looking?.news.key]).toEqual(['glide-there', 'b']);
  });

  it.each([
    ['in-use', { ...free, inUse: true }, 1],
    ['switched-off', { ...free, allowed: false }, 1],
    ['flood', { ...free, inFlood: true }, 1],
    ['a-crowd', free, 4],
  ] as const)('[MA8] stays where it is: %s', (reason, given, count) => {
    const seen = news(...Array.from({ length: count }, (_none, index) => `new-${index}`));
    const decision = nextAttention(start, { ...given, news: seen }, 1_000);
    expect(decision.reason).toBe(reason);
    // It is not made up for once the hand is gone.
    expect(nextAttention(decision.next, { ...free, news: seen }, 2_000).reason).toBe('nothing-new');
  });

  it('[MA8] lets go at once when somebody takes the map, or a flood begins', () => {
    const looking: Attention = nextAttention(start, { ...free, news: news('a') }, 0).next;
    const taken = nextAttention(looking, { ...free, inUse: true, news: news('a') }, 100);
    expect([taken.reason, taken.next.looking]).toEqual(['in-use', null]);
    const flooded = nextAttention(looking, { ...free, inFlood: true, news: news('a') }, 100);
    expect([flooded.reason, flooded.next.looking]).toEqual(['flood', null]);
  });
});
