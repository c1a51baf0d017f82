import type { QueuedActName } from '@mingchu/shared/queuedAct';
import { describe, expect, it } from 'vitest';
import type { Failed, KeptAct, KeptPhoto } from './kept.ts';
import { type Attempt, failedAgain, isDue, isStuck, localPhotosIn, nextToSend } from './nextToSend.ts';

const second = 1_000;
const now = Date.UTC(2026, 10, 28, 9);
const timer: Attempt = { nowMs: now, byHand: false, tried: new Set() };
const byHand: Attempt = { ...timer, byHand: true };
/** Failed again and again, the last time just now. */
const stuck: Failed = { times: 4, firstMs: now - 70 * second, lastMs: now };
const once: Failed = { times: 1, firstMs: now, lastMs: now };

let place = 0;
function act(dispatchId: string, name: QueuedActName, more: Partial<KeptAct> = {}): KeptAct {
  place += 1;
  const deviceTime = '2026-11-28T08:59:00.000Z';
  return { id: `${dispatchId} ${name}`, username: 'anna', dispatchId, act: name, deviceTime, place, ...more };
}
function photo(id: string, more: Partial<KeptPhoto> = {}): KeptPhoto {
  const facts = { purpose: 'arrival', takenAt: '2026-11-28T08:59:00.000Z', jpeg: new Blob() } as const;
  return { id, username: 'anna', dispatchId: 'a', ...facts, sha256: null, ...more };
}
const ids = (acts: KeptAct[], photos: KeptPhoto[] = [], attempt = timer) =>
  nextToSend(acts, photos, attempt).map(({ id }) => id);

describe('what is sent next of the acts that a phone keeps', () => {
  it('[PH9] is all of them, in their order, in parts', () => {
    const acts = [act('a', 'accept'), act('b', 'accept'), act('a', 'depart'), act('b', 'arrive')];
    expect(ids(acts)).toEqual(['a accept', 'b accept', 'a depart', 'b arrive']);
    const many = Array.from({ length: 60 }, (_, index) => act(`order ${index}`, 'accept'));
    expect(ids(many)).toHaveLength(50);
  });

  it('[PH18] passes over an order whose act the server fails on, whatever came first', () => {
    const acts = [act('a', 'accept', { failed: once }), act('a', 'depart'), act('b', 'accept')];
    expect(ids(acts)).toEqual(['b accept']);
  });

  it('[PH18] tries what failed by itself and after the others, once an attempt', () => {
    const failed = { ...once, lastMs: now - 10 * second };
    const acts = [act('a', 'accept', { failed }), act('a', 'depart'), act('b', 'accept')];
    expect(ids(acts)).toEqual(['b accept']);
    expect(ids(acts.slice(0, 2))).toEqual(['a accept']);
    expect(ids(acts.slice(0, 2), [], { ...timer, tried: new Set(['a accept']) })).toEqual([]);
  });

  it('[PH18] pauses longer after each failure, up to five minutes, and not at all when asked for', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 20].map((times) => {
      const failed = { times, firstMs: 0, lastMs: now };
      const due = (afterMs: number) => isDue({ id: 'x', failed }, { ...timer, nowMs: now + afterMs });
      return [10, 20, 40, 80, 160, 300].find((s) => due(s * second) && !due(s * second - 1));
    });
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300]);
    expect(isDue({ id: 'x', failed: stuck }, byHand)).toBe(true);
    expect(isDue({ id: 'x', failed: stuck }, { ...timer, nowMs: now - 3_600 * second })).toBe(true);
  });

  it('[PH18] is stuck after four failures over more than a minute, not after four within seconds', () => {
    const at = (...seconds: number[]) =>
      seconds.reduce<Failed | undefined>((failed, s) => failedAgain(failed, now + s * second), undefined);
    expect(isStuck(undefined)).toBe(false);
    expect(isStuck(at(0, 10, 30))).toBe(false);
    expect(isStuck(at(0, 1, 2, 3))).toBe(false);
    expect(isStuck(at(0, 10, 30, 70))).toBe(true);
    expect(isStuck(at(0, 1, 2, 3, 83))).toBe(true);
  });

  it.each<[QueuedActName, QueuedActName[]]>([
    ['accept', []],
    ['decline', []],
    ['depart', ['decline', 'depart', 'prove', 'arrive']],
    ['prove', ['accept', 'decline', 'depart', 'prove', 'arrive', 'submit']],
    ['arrive', ['decline', 'depart', 'prove', 'arrive']],
    ['submit', ['submit']],
  ])('[PH18] lets by a stuck %s what the server takes without it', (before, behind) => {
    const others: QueuedActName[] = ['accept', 'decline', 'depart', 'prove', 'arrive', 'submit'];
    const passing = others.filter((other) => {
      const line = [act('a', before, { failed: stuck }), act('a', other, { id: 'behind' })];
      return ids(line).includes('behind');
    });
    expect(passing).toEqual(behind);
  });

  it('[PH18] tries the stuck one first when both are due, so that the order stays if it can', () => {
    const acts = [act('a', 'depart', { failed: stuck }), act('a', 'arrive')];
    expect(ids(acts, [], byHand)).toEqual(['a depart']);
    expect(ids(acts, [], { ...byHand, tried: new Set(['a depart']) })).toEqual(['a arrive']);
  });

  it('[PH9] waits for the pictures that an act names, and for no others', () => {
    const body = { report: { photosAfter: ['local:p1', 'b'.repeat(64)] } };
    const acts = [act('a', 'submit', { body }), act('b', 'accept')];
    expect(ids(acts, [photo('p1'), photo('p2')])).toEqual(['b accept']);
    expect(ids(acts, [photo('p1', { sha256: 'c'.repeat(64) }), photo('p2')])).toEqual([
      'a submit',
      'b accept',
    ]);
    // Given up by the server, or taken out by hand: the act goes without.
    expect(ids(acts)).toEqual(['a submit', 'b accept']);
  });

  it('[PH18] keeps an act whose picture is stuck, and lets by it what does without', () => {
    const acts = [act('a', 'prove', { body: { photoSha256: 'local:p1' } }), act('a', 'depart')];
    expect(ids(acts, [photo('p1', { failed: once })])).toEqual([]);
    expect(ids(acts, [photo('p1', { failed: stuck })])).toEqual(['a depart']);
  });
});

describe('the pictures that an act names', () => {
  it('are found wherever they stand', () => {
    expect(localPhotosIn({ a: ['local:p1', 3, null], b: { c: 'local:p2', d: 'x' } })).toEqual(['p1', 'p2']);
    expect(localPhotosIn(undefined)).toEqual([]);
  });
});
