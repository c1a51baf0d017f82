import { describe, expect, it } from 'vitest';
import { isPicture } from './isPicture.ts';
import { readReplayOptions } from './replayOptions.ts';

const read = (line: string) => readReplayOptions(line.split(' '), {});

describe('the command line of a replay', () => {
  it('[RP5] reads durations, parts and seeds', () => {
    expect(
      read(
        'a.jsonl b.jsonl --speed max --from 10m --to 1.5h --loss 1% --duplicate 0.5% --skew=-90s --seed 4',
      ),
    ).toMatchObject({
      files: ['a.jsonl', 'b.jsonl'],
      speed: Number.POSITIVE_INFINITY,
      fromMs: 600_000,
      toMs: 5_400_000,
      disturbance: { loss: 0.01, duplicate: 0.005, reorder: 0, skewMs: -90_000, seed: 4 },
    });
  });

  it.each([
    ['--speed 2', 'at least one recording'],
    ['a.jsonl --loss 1', '--loss must be a part'],
    ['a.jsonl --loss 101%', '--loss must be a part'],
    ['a.jsonl --skew 90', '--skew must be a duration'],
    ['a.jsonl --speed 0', '--speed must be a number'],
    ['a.jsonl --embedded --speed max', 'at most at 120 times'],
    ['a.jsonl --embedded --url mqtt://x', 'a broker and an API of its own'],
    ['a.jsonl --kept all', '--kept is only'],
    ['a.jsonl --embedded --kept only', 'as kept'],
    ['a.jsonl --kitchen k.yaml', 'go with --embedded'],
    ['a.jsonl --embedded --expect', 'needs the --kitchen'],
    ['a.jsonl --speeed 3', 'speeed'],
  ])('[RP3] refuses %s', (line, why) => {
    expect(() => read(line)).toThrow(why);
  });

  it('[RP4] knows pictures by topic and by bytes', () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
    expect(isPicture('mingchu/v1/s1/cam1/frame', Buffer.from('x'))).toBe(true);
    expect(isPicture('frigate/prep/rat/snapshot', Buffer.from('x'))).toBe(true);
    expect(isPicture('mingchu/at/s1/frigate/prep/rat/snapshot', Buffer.from('x'))).toBe(true);
    expect(isPicture('some/thing', jpeg)).toBe(true);
    expect(isPicture('some/thing', Buffer.from('RIFF\0\0\0\0WEBPVP8 '))).toBe(true);
    expect(isPicture('mingchu/v1/s1/cam1/status', Buffer.from('{"state":"online"}'))).toBe(false);
    expect(isPicture('spBv1.0/g/NDATA/e', Buffer.from([8, 1]))).toBe(false);
  });
});
