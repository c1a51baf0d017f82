import { maxPayloadBytes, maxTelemetryBatch, topicOf } from '@mingchu/shared/mqtt';
import { skewLimitMs } from '@mingchu/shared/observation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch, encodeBatch } from './batchCodec.ts';
import { type Decoded, type DecodeResult, decodeMessage } from './decodeMessage.ts';

const receivedAt = Date.UTC(2026, 10, 23, 2);
const decode = (
  kind: 'telemetry' | 'detection' | 'status',
  body: unknown,
  { retained = false } = {},
): DecodeResult =>
  decodeMessage({
    topic: topicOf('s1', 'd1', kind),
    payload: Buffer.isBuffer(body)
      ? body
      : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    retained,
    receivedAt,
  });
const samplesOf = (result: DecodeResult): Decoded[] => {
  if ('refused' in result) throw new Error(`refused: ${result.refused} ${result.detail}`);
  return result.samples;
};
const values = { temperatureC: 5.3 };

describe('[IN5] what is refused', () => {
  it('random bytes and random JSON are judged, never thrown', () => {
    const kinds = fc.constantFrom('telemetry' as const, 'detection' as const, 'status' as const);
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json(),
    );
    fc.assert(
      fc.property(kinds, bodies, (kind, body) => {
        const result = decode(kind, body);
        if (!('refused' in result)) expect(result.samples.length).toBeLessThanOrEqual(maxTelemetryBatch);
      }),
    );
  });

  it('text that the database cannot hold, wherever it stands', () => {
    const good = { id: 'a', ts: receivedAt, type: 'no-hat', confidence: 1 };
    const bad = fc.constantFrom('\0', '\ud800', '\udc00x', 'x\udbff');
    const place = fc.constantFrom(
      (text: string) => ({ ...good, id: text }),
      (text: string) => ({ ...good, zone: text }),
      (text: string) => ({ ...good, trackId: text }),
      (text: string) => ({ ...good, model: { name: text, version: '1' } }),
      (text: string) => ({ ...good, snapshot: { url: text, sha256: '0'.repeat(64) } }),
    );
    fc.assert(
      fc.property(bad, place, (text, put) => {
        expect(decode('detection', put(`pot${text}`))).toEqual({ refused: 'bad-text' });
        expect(decode('detection', put('pot "\u{1f372}"'))).not.toHaveProperty('refused');
      }),
    );
  });

  it.each([
    ['no offset', '2026-11-23T02:00:00'],
    ['no time of day', '2026-11-23T02:00Z+'],
    ['no such month', '2026-13-01T02:00:00Z'],
    ['no such offset', '2026-11-23T02:00:00+99:99'],
    ['words', 'yesterday, at about noon'],
    ['after the year 9999', 253_402_300_800_000],
    ['beyond all dates', 1e300],
  ])('a time with %s', (_name, ts) => {
    expect(decode('telemetry', { ts, values })).toEqual({ refused: 'bad-time' });
  });

  it.each([
    ['numbers that are none', `{"ts":${receivedAt},"values":{"temperatureC":1e999}}`, 'schema'],
    [
      'sequence numbers that no counter reaches',
      `{"ts":${receivedAt},"seq":1e20,"values":{"smoke":1}}`,
      'schema',
    ],
    ['one bad sample in an array', [{ ts: receivedAt, values }, { ts: receivedAt }], 'schema'],
    ['an empty array', [], 'schema'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'not-json'],
    ['a mark of byte order', Buffer.from('\ufeff{}'), 'not-json'],
    ['too many bytes', Buffer.alloc(maxPayloadBytes + 1, 0x20), 'too-large'],
  ])('%s', (_name, body, refused) => {
    expect(decode('telemetry', body)).toMatchObject({ refused });
  });

  it('a replacement character is text like any other', () => {
    const body = { id: 'a', ts: receivedAt, type: 'no-hat', confidence: 1, zone: '\ufffd' };
    expect(samplesOf(decode('detection', body))).toHaveLength(1);
  });
});

describe('what is understood', () => {
  it('[IN5] ISO times with any offset, and milliseconds', () => {
    for (const ts of [
      '2026-11-23T02:00:00Z',
      '2026-11-23T10:00:00.000+08:00',
      '2026-11-22T21:30-04:30',
      receivedAt,
    ])
      expect(samplesOf(decode('telemetry', { ts, values }))[0]?.observation.at).toBe(receivedAt);
  });

  it('[IN5] known metrics; unknown keys are left out', () => {
    const body = { ts: receivedAt, seq: 4, values: { ...values, moonPhase: 3 }, note: 'x' };
    expect(samplesOf(decode('telemetry', body))[0]?.observation).toEqual({
      kind: 'telemetry',
      siteId: 's1',
      deviceId: 'd1',
      at: receivedAt,
      receivedAt,
      seq: 4,
      values,
    });
  });

  it('[DF108] a number that its metric cannot be is no reading, and the rest of the message counts', () => {
    const said = [
      { ts: receivedAt - 1, values: { temperatureC: 98_000, humidityPct: 61 } },
      { ts: receivedAt, values: { smoke: 7 } },
    ];
    const result = decode('telemetry', said);
    expect(result).toMatchObject({ impossible: 2 });
    expect(samplesOf(result).map(({ observation }) => observation)).toMatchObject([
      { values: { humidityPct: 61 } },
      { values: {} },
    ]);
    expect(decode('telemetry', { ts: receivedAt, values: { temperatureC: -127, gasPctLel: 900 } })).toEqual({
      samples: [
        expect.objectContaining({
          observation: expect.objectContaining({ values: { temperatureC: -127, gasPctLel: 900 } }),
        }),
      ],
    });
  });

  it('[DF109] a sample beside one of a far future is left out when it would lie before 1970', () => {
    const said = [receivedAt, Date.UTC(2538, 0, 1)].map((ts) => ({ ts, values }));
    expect(samplesOf(decode('telemetry', said)).map(({ observation }) => observation.at)).toEqual([
      receivedAt,
    ]);
  });

  it('[IN11] a status without bytes, which deletes what the broker had kept, says nothing', () => {
    expect(decode('status', '')).toEqual({ samples: [] });
  });

  it('[IN1] a batch in the log reads back as it was written', () => {
    const times = fc.array(fc.integer({ min: 0, max: receivedAt + 1e9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(times, fc.double({ noNaN: true, noDefaultInfinity: true }), (ts, temperatureC) => {
        // JSON knows no minus zero.
        const number = temperatureC === 0 ? 0 : temperatureC;
        const samples = samplesOf(
          decode(
            'telemetry',
            ts.map((one) => ({ ts: one, values: { temperatureC: number } })),
          ),
        );
        const observations = samples.map(({ observation }) => observation);
        expect(decodeBatch(encodeBatch(observations))).toEqual(observations);
      }),
    );
  });
});

describe('[IN10] time', () => {
  const times = fc
    .array(fc.integer({ min: -7_200_000, max: 7_200_000 }), { minLength: 1, maxLength: 30 })
    .map((offsets) => offsets.map((offset) => receivedAt + offset));

  it('is judged by the newest sample; the others keep their distance from it, in order', () => {
    fc.assert(
      fc.property(times, (ts) => {
        const newest = Math.max(...ts);
        const samples = samplesOf(
          decode(
            'telemetry',
            ts.map((one) => ({ ts: one, values })),
          ),
        );
        const isTrusted = Math.abs(newest - receivedAt) <= skewLimitMs;
        const expected = ts.toSorted((a, b) => a - b);
        const shiftMs = isTrusted ? 0 : receivedAt - newest;
        expect(samples.map(({ observation }) => observation.at)).toEqual(
          expected.map((one) => one + shiftMs),
        );
        expect(samples.map(({ deviceTime }) => deviceTime)).toEqual(expected);
        for (const { skewMs, key } of samples) {
          expect(skewMs).toBe(isTrusted ? null : newest - receivedAt);
          expect(key === null).toBe(isTrusted);
        }
      }),
    );
  });

  it('[IN11] of what the broker had kept is its own, unless it lies in the future', () => {
    const old = receivedAt - 3_600_000;
    const [kept] = samplesOf(decode('telemetry', { ts: old, values }, { retained: true }));
    expect(kept).toMatchObject({ skewMs: null, observation: { at: old, retained: true } });
    expect(kept?.key).not.toBeNull();
    const ahead = receivedAt + 3_600_000;
    const [future] = samplesOf(decode('telemetry', { ts: ahead, values }, { retained: true }));
    expect(future).toMatchObject({ skewMs: 3_600_000, observation: { at: receivedAt } });
  });
});
