import { describe, expect, it } from 'vitest';
import { decideReload, type VersionFacts } from './pageVersion.ts';

const minuteMs = 60_000;
const facts: VersionFacts = {
  own: 'a',
  told: 'b',
  tried: null,
  quietMs: 0,
  waitedMs: 0,
  heard: true,
  coveredMs: 0,
};
const decide = (more: Partial<VersionFacts>) => decideReload({ ...facts, ...more }).reason;

describe('a new version of the page', () => {
  it('[TL9] waits for a quiet moment, but not longer than half an hour', () => {
    expect([decide({}), decide({ quietMs: 19_000 }), decide({ quietMs: 20_000 })]).toEqual([
      'not-quiet',
      'not-quiet',
      'quiet',
    ]);
    expect(decide({ waitedMs: 30 * minuteMs })).toBe('waited-long-enough');
  });

  it('[TL9] is not taken while the server is away, and not twice within an hour', () => {
    const quiet = { quietMs: minuteMs };
    expect(decide({ ...quiet, heard: false })).toBe('not-heard');
    expect(decide({ ...quiet, tried: { version: 'b', agoMs: 59 * minuteMs } })).toBe('tried-already');
    expect(decide({ ...quiet, tried: { version: 'b', agoMs: 61 * minuteMs } })).toBe('quiet');
    expect(decide({ ...quiet, tried: { version: 'c', agoMs: minuteMs } })).toBe('quiet');
  });

  it('[TL9] is taken by a page that is covered although the server is heard, and tried again after a minute', () => {
    expect([decide({ coveredMs: 14_000 }), decide({ coveredMs: 15_000 })]).toEqual(['not-quiet', 'covered']);
    const covered = { coveredMs: minuteMs };
    expect(decide({ ...covered, heard: false })).toBe('not-heard');
    expect(decide({ ...covered, tried: { version: 'b', agoMs: 59_000 } })).toBe('tried-already');
    expect(decide({ ...covered, tried: { version: 'b', agoMs: 61_000 } })).toBe('covered');
  });

  it('[TL9] is none where it is the same, or nobody knows', () => {
    expect([decide({ told: 'a' }), decide({ own: null }), decide({ told: null })]).toEqual([
      'same-version',
      'version-unknown',
      'version-unknown',
    ]);
  });
});
