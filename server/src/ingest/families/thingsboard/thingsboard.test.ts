import { describe, expect, it } from 'vitest';
import { fixtureAt, listenerOf, valuesOf } from '../fixtures/fixture.ts';
import * as fixtures from '../fixtures/thingsboard.ts';
import { thingsboard } from './thingsboard.ts';

const { attributeRequest, mine, on } = fixtures;
const listen = () => listenerOf(thingsboard);

describe('[DF28] ThingsBoard: telemetry', () => {
  it('of a gateway: lists with times, and flat without', () => {
    const heard = listen().hear(fixtures.telemetry);
    expect(heard).toMatchObject([
      { device: 'Fridge 1', deviceTime: fixtureAt - 1000, values: [{ value: 4.2 }, { value: 80 }] },
      { device: 'Fridge 1', deviceTime: fixtureAt - 200, values: [{ name: 'temperature', value: 4.3 }] },
      { device: 'Fridge 2', deviceTime: null, key: null, values: [{ value: 5.1 }] },
    ]);
  });

  it('several without a time in one list are as many reports, 1 ms apart', () => {
    const flat = on('telemetry', { a: [{ temperature: 4 }, { temperature: 5 }, { temperature: 6 }] });
    expect(listen().hear(flat)).toMatchObject([
      { deviceTime: fixtureAt - 2, key: null, values: [{ value: 4 }] },
      { deviceTime: fixtureAt - 1, key: null, values: [{ value: 5 }] },
      { deviceTime: fixtureAt, key: null, values: [{ value: 6 }] },
    ]);
  });

  it('[DF122] says how much of too long a list was left', () => {
    const reports = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ ts: fixtureAt - n, values: { t: n } }));
    const flood = { kind: 'fault', device: 'a', fault: 'flood', amount: 200 };
    const long = listen().read(on('telemetry', { a: reports(1_200), b: reports(3), c: [], d: { t: 1 } }));
    // The bound of a message is reached by the first device: the others are 3, 1 and 1 entries.
    expect(long).toMatchObject({ cut: 200 + 5, heard: expect.arrayContaining([flood]) });
    const own = listen().read(mine('telemetry', reports(1_200)));
    expect(own).toMatchObject({
      cut: 200,
      heard: expect.arrayContaining([{ ...flood, device: 'fridge-7' }]),
    });
    const many = Object.fromEntries(Array.from({ length: 1_004 }, (_, n) => [`d${n}`, { t: 1 }]));
    expect(listen().read(on('telemetry', many))).toMatchObject({ cut: 4 });
    expect(listen().read(on('attributes', many))).toMatchObject({ cut: 4 });
    expect(listen().read(on('telemetry', { a: reports(1_000) }))).not.toHaveProperty('cut');
  });

  it('two messages of one moment with other values are no repetition, the same values are', () => {
    const { hear } = listen();
    const keyOf = (values: object) =>
      (hear(on('telemetry', { a: [{ ts: fixtureAt, values }] }))[0] as { key: string }).key;
    expect(keyOf({ temperature: 4 })).toBe(keyOf({ temperature: 4 }));
    expect(keyOf({ temperature: 4 })).not.toBe(keyOf({ humidity: 80 }));
  });

  it('what was kept and sent with what is now is history, in the order of its times', () => {
    expect(listen().hear(fixtures.backlog)).toMatchObject([
      { deviceTime: fixtureAt - 3_600_000, historical: true },
      { deviceTime: fixtureAt - 500 },
    ]);
    const old = on('telemetry', { a: [{ ts: fixtureAt - 3_600_000, values: { t: 1 } }] });
    expect(listen().hear(old)[0]).not.toHaveProperty('historical');
  });

  it('seconds where milliseconds belong are no time', () => {
    const [heard] = listen().hear(mine('telemetry', { ts: 1_795_000_000, values: { temperature: 4 } }));
    expect(heard).toMatchObject({ deviceTime: null, key: null });
  });

  it.each([
    ['flat', { temperature: 3.9 }, null],
    ['with a time', { ts: fixtureAt - 100, values: { temperature: 3.9 } }, fixtureAt - 100],
    ['a list', [{ ts: fixtureAt - 100, values: { temperature: 3.9 } }], fixtureAt - 100],
  ])('of a device itself: %s', (_, body, deviceTime) => {
    const heard = listen().hear(mine('telemetry', body));
    expect(heard).toMatchObject([{ device: 'fridge-7', deviceTime }]);
    expect(valuesOf(heard)).toEqual({ temperature: 3.9 });
  });

  it('"me" is nobody without a name at the broker', () => {
    const fixture = { topic: 'v1/devices/me/telemetry', payload: { temperature: 4 } };
    expect(listen().read(fixture)).toMatchObject({ problem: 'schema' });
  });

  it('what is no telemetry is refused', () => {
    const { read } = listen();
    expect(read(on('telemetry', { 'Fridge 1': [1] }))).toMatchObject({ problem: 'schema' });
    expect(read(on('telemetry', [1]))).toMatchObject({ problem: 'schema' });
    expect(read(on('telemetry', '{'))).toEqual({ problem: 'not-json' });
  });
});

describe('[DF29] ThingsBoard: who is there', () => {
  it('a device that its gateway knows or calls active has given no sign of life', () => {
    const { hear } = listen();
    const told = [...hear(fixtures.connect), ...hear(fixtures.attributes)];
    expect(told.map(({ kind }) => kind)).toEqual(['device', 'device', 'device']);
    expect(told[0]).toMatchObject({ device: 'Fridge 1', model: 'fridge', gateway: fixtures.gatewayUser });
    expect(told[1]).toEqual({ kind: 'device', device: fixtures.gatewayUser });
    expect(told[2]).toMatchObject({ device: 'Fridge 1', maker: 'Haier', model: 'TS-2' });
  });

  it('one that was taken leave of is away until it speaks', () => {
    const { hear } = listen();
    expect(hear(fixtures.disconnect)).toEqual([
      { kind: 'availability', device: 'Fridge 1', state: 'offline' },
    ]);
    hear(fixtures.connect);
    expect(hear(fixtures.telemetry)[0]).toEqual({
      kind: 'availability',
      device: 'Fridge 1',
      state: 'online',
    });
    expect(hear(fixtures.telemetry)[0]).toMatchObject({ kind: 'values' });
  });
});

describe('[DF30] ThingsBoard: answers', () => {
  const answers = (reading: object) =>
    ('replies' in reading ? (reading.replies as { topic: string; payload: string }[]) : []).map(
      ({ topic, payload }) => ({ topic, body: JSON.parse(payload) as unknown }),
    );

  it.each([
    ['one that it told', {}, { value: 'TS-2' }],
    ['one that nobody told', { key: 'constructor' }, {}],
    ['a shared one, of which there are none', { client: false }, {}],
    [
      'several',
      { key: undefined, keys: ['model', 'serial', 'x'] },
      { values: { model: 'TS-2', serial: '0042' } },
    ],
  ])('a gateway asks for %s', (_, over, answer) => {
    const { hear, read } = listen();
    hear(fixtures.attributes);
    expect(answers(read(attributeRequest(over)))).toEqual([
      { topic: 'v1/gateway/attributes/response', body: { id: 1, device: 'Fridge 1', ...answer } },
    ]);
  });

  it('a device asks for attributes, and for what nobody does', () => {
    const { hear, read } = listen();
    hear(mine('attributes', { model: 'TS-9' }));
    expect(answers(read(mine('attributes/request/4', { clientKeys: 'model,x', sharedKeys: 'y' })))).toEqual([
      { topic: 'v1/devices/me/attributes/response/4', body: { client: { model: 'TS-9' }, shared: {} } },
    ]);
    expect(answers(read(mine('rpc/request/5', { method: 'm' })))).toEqual([
      { topic: 'v1/devices/me/rpc/response/5', body: { error: 'not supported' } },
    ]);
  });

  it('our own answers, and answers to orders, say nothing', () => {
    const { read } = listen();
    expect(read(on('attributes/response', { id: 1 }))).toEqual({ heard: [] });
    expect(read(mine('attributes/response/4', { client: {} }))).toEqual({ heard: [] });
    expect(read(fixtures.rpcAnswer)).toEqual({ heard: [] });
    expect(read(attributeRequest({ id: 'x' }))).toMatchObject({ problem: 'schema' });
  });
});
