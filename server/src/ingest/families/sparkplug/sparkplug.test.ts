import { describe, expect, it } from 'vitest';
import type { Heard, HeardValues, Reading } from '../family.ts';
import { type Fixture, fixtureAt, listenerOf } from '../fixtures/fixture.ts';
import {
  device,
  deviceBirth,
  deviceData,
  node,
  nodeBirth,
  nodeDeath,
  payload,
  type SaidMetric,
  topic,
} from '../fixtures/sparkplug.ts';
import { reorderAllowanceMs } from './nodeMemory.ts';
import { readPayload } from './payload.ts';
import { hostState, sparkplug } from './sparkplug.ts';

/** A host that has heard the births of node and device. */
function host({ births = [nodeBirth(), deviceBirth()] }: { births?: Fixture[] } = {}) {
  const listener = listenerOf(sparkplug);
  for (const birth of births) listener.hear(birth);
  const groups = (fixture: Fixture, at?: number) =>
    listener.hear(fixture, at).filter((one): one is HeardValues => one.kind === 'values');
  const said = (fixture: Fixture, at?: number) => groups(fixture, at).flatMap(({ values }) => values);
  return { ...listener, groups, said };
}

const rebirths = (reading: Reading) => ('heard' in reading ? (reading.replies ?? []) : []);
const temperature = (value: number): SaidMetric[] => [{ alias: 2, float: value }];
const minuteMs = 60_000;

describe('[DF61] births and aliases', () => {
  it('a birth names metrics with their units and says how they stand', () => {
    const { hear } = host({ births: [] });
    expect(hear(nodeBirth())).toEqual([
      { kind: 'device', device: node, values: [{ name: 'Supply Voltage', unit: 'V' }] },
      { kind: 'availability', device: node, state: 'online' },
      {
        kind: 'values',
        device: node,
        values: [{ name: 'Supply Voltage', unit: 'V', value: 3.5 }],
        deviceTime: fixtureAt,
        key: null,
      },
    ] satisfies Heard[]);
    expect(hear(deviceBirth())[0]).toMatchObject({ kind: 'device', device, gateway: node });
  });

  it('a name that a birth repeats has one alias, however many it is given', () => {
    const repeated = Array.from({ length: 50 }, (_, nth) => ({
      name: 'Temperature',
      alias: 100 + nth,
      type: 9,
      float: 1,
    }));
    const birth = { ...deviceBirth(), payload: payload(1, repeated) };
    const { said } = host({ births: [nodeBirth(), birth] });
    expect(said(deviceData(2, [{ alias: 100, float: 5 }]))).toMatchObject([
      { name: 'Temperature', value: 5 },
    ]);
    expect(said(deviceData(3, [{ alias: 149, float: 5 }]))).toEqual([]);
  });

  it('data in aliases alone is what the birth named', () => {
    const { said } = host();
    expect(
      said(
        deviceData(2, [
          { alias: 2, float: 5.25 },
          { alias: 3, bool: true },
        ]),
      ),
    ).toEqual([
      { name: 'Temperature', unit: '°C', value: 5.25 },
      { name: 'DoorOpen', value: true },
    ]);
    expect(said(deviceData(3, [{ name: 'Temperature', float: 6.5 }]))).toEqual([
      { name: 'Temperature', unit: '°C', value: 6.5 },
    ]);
  });

  it('a value of a birth is as old as the birth, whenever it changed last', () => {
    const { groups } = host({ births: [] });
    const old = [{ name: 'Temperature', alias: 1, type: 9, float: 4, at: fixtureAt - 3_600_000 }];
    expect(groups({ topic: topic('NBIRTH'), payload: payload(0, old) })[0]?.deviceTime).toBe(fixtureAt);
  });

  it('an alias means what the newest birth says', () => {
    const { hear, said } = host();
    hear({
      topic: topic('DBIRTH'),
      payload: payload(2, [{ name: 'Humidity', alias: 2, type: 9, float: 60 }]),
    });
    expect(said(deviceData(3, temperature(61)))).toEqual([{ name: 'Humidity', value: 61 }]);
  });
});

describe('[DF62] data types', () => {
  const typed = (metric: SaidMetric) => {
    const { said } = host({ births: [] });
    return said({ topic: topic('NBIRTH'), payload: payload(0, [{ name: 'x', ...metric }]) })[0]?.value;
  };

  it.each<[string, SaidMetric, unknown]>([
    ['Int8 in the unsigned field', { type: 1, int: 0xfe }, -2],
    ['Int16', { type: 2, int: 0xffff }, -1],
    ['Int32', { type: 3, int: 0xffff_fff6 }, -10],
    ['Int64', { type: 4, long: 0xffff_ffff_ffff_ff85n }, -123],
    ['UInt8', { type: 5, int: 254 }, 254],
    ['UInt32 in the long field', { type: 7, long: 4_000_000_000n }, 4_000_000_000],
    ['UInt32 in the short field', { type: 7, int: 4_000_000_000 }, 4_000_000_000],
    ['UInt64 that a double holds', { type: 8, long: 9_007_199_254_740_991n }, 9_007_199_254_740_991],
    ['UInt64 that none holds', { type: 8, long: 18_446_744_073_709_551_615n }, '18446744073709551615'],
    ['Double', { type: 10, double: 4.2 }, 4.2],
    ['Boolean', { type: 11, bool: true }, true],
    ['Boolean as a number', { type: 11, int: 0 }, false],
    ['String', { type: 12, text: 'auto' }, 'auto'],
    ['DateTime', { type: 13, long: BigInt(fixtureAt) }, fixtureAt],
    ['a value that its type does not fit', { type: 9, text: '4' }, undefined],
    ['a type that is no single value', { type: 16, text: 'x' }, undefined],
  ])('%s', (_name, metric, value) => {
    expect(typed(metric)).toEqual(value);
  });

  it('null, no number and bad quality are bad values', () => {
    const { said } = host();
    const metrics = [
      { alias: 2, isNull: true },
      { alias: 2, float: Number.NaN },
      { alias: 2, float: 4, quality: 500 },
    ];
    expect(said(deviceData(2, metrics)).map(({ bad }) => bad)).toEqual(['null', 'no number', 'quality 500']);
    expect(said(deviceData(3, [{ alias: 2, float: 4, quality: 192 }]))[0]).not.toHaveProperty('bad');
  });
});

describe('[DF63] the sequence of a node and its devices', () => {
  it('is one, and wraps', () => {
    const { hear, read } = host({ births: [nodeBirth(7, 253), deviceBirth(254)] });
    for (const [seq, kind] of [
      [255, 'NDATA'],
      [0, 'DDATA'],
      [1, 'NDATA'],
    ] as const) {
      const fixture = {
        topic: topic(kind),
        payload: payload(seq, [{ alias: kind === 'NDATA' ? 1 : 2, float: 1 }]),
      };
      expect(rebirths(read(fixture))).toEqual([]);
    }
    expect(hear(deviceData(2, temperature(4)))).toHaveLength(1);
  });

  it('any number of a node birth is right', () => {
    for (const seq of [0, 17, 255]) {
      const { read } = host({ births: [nodeBirth(7, seq), deviceBirth((seq + 1) % 256)] });
      expect(rebirths(read(deviceData((seq + 2) % 256, temperature(4))))).toEqual([]);
    }
  });

  it('messages may change places within the allowance', () => {
    const { read, said } = host();
    expect(said(deviceData(3, temperature(5)))).toHaveLength(1);
    expect(said(deviceData(2, temperature(4)))).toHaveLength(1);
    const late = fixtureAt + reorderAllowanceMs + 1_000;
    expect(rebirths(read(deviceData(4, temperature(4)), late))).toEqual([]);
  });

  it('what is missing longer asks for a birth, and until then an alias means nothing', () => {
    const { read, said } = host();
    expect(rebirths(read(deviceData(3, temperature(5))))).toEqual([]);
    const late = fixtureAt + reorderAllowanceMs + 1_000;
    const reading = read(deviceData(4, temperature(5)), late);
    expect(reading).toMatchObject({
      heard: [{ kind: 'fault', device: 'kitchen/edge1', fault: 'sequence-gap', amount: 1 }],
    });
    expect(rebirths(reading)).toHaveLength(1);
    expect(read(deviceData(5, temperature(5)), late)).toMatchObject({ heard: [] });
    expect(said(deviceData(6, [{ name: 'Temperature', float: 5 }]), late)).toHaveLength(1);
    for (const birth of [nodeBirth(8), deviceBirth()]) read(birth, late);
    expect(said(deviceData(2, temperature(5)), late)).toHaveLength(1);
  });

  it('a repetition is no gap; a node that began anew unheard is one', () => {
    const { read } = host();
    const again = deviceData(2, temperature(5), fixtureAt + 1_000);
    expect(rebirths(read(again))).toEqual([]);
    expect(rebirths(read(again))).toEqual([]);
    const anew = deviceData(1, temperature(5), fixtureAt + 9_000);
    expect(rebirths(read(anew))).toHaveLength(1);
  });
});

describe('[DF64] asking for a birth', () => {
  it('an unknown node, device, alias or name asks with the command of the specification', () => {
    const unknown: [string, Fixture[], Fixture][] = [
      ['node', [], deviceData(2, temperature(4))],
      ['device', [nodeBirth()], deviceData(1, temperature(4))],
      ['alias', [nodeBirth(), deviceBirth()], deviceData(2, [{ alias: 99, float: 1 }])],
      ['name', [nodeBirth(), deviceBirth()], deviceData(2, [{ name: 'New', type: 9, float: 1 }])],
    ];
    for (const [name, births, fixture] of unknown) {
      const [reply, ...more] = rebirths(host({ births }).read(fixture));
      expect(more, name).toEqual([]);
      expect(reply, name).toMatchObject({ topic: 'spBv1.0/kitchen/NCMD/edge1', qos: 0, retain: false });
      const command = readPayload(reply?.payload as Buffer);
      expect(command?.metrics[0]).toMatchObject({ name: 'Node Control/Rebirth', dataType: 11, value: true });
    }
  });

  it('a node is not asked again within a minute, nor are all nodes at one moment', () => {
    const { read } = host({ births: [] });
    expect(rebirths(read(deviceData(2, temperature(4))))).toHaveLength(1);
    expect(rebirths(read(deviceData(3, temperature(4)), fixtureAt + minuteMs - 1))).toHaveLength(0);
    expect(rebirths(read(deviceData(4, temperature(4)), fixtureAt + minuteMs))).toHaveLength(1);
    const asked = Array.from({ length: 150 }, (_, index) =>
      rebirths(
        read({ topic: `spBv1.0/kitchen/NDATA/e${index}`, payload: payload(1, []) }, fixtureAt + minuteMs),
      ),
    );
    expect(asked.flat()).toHaveLength(59);
  });
});

describe('[DF65] death', () => {
  const offline = (address: string): Heard => ({ kind: 'availability', device: address, state: 'offline' });

  it('of the last birth takes the node and its devices with it; nothing is read until the next birth', () => {
    const { hear, said } = host();
    expect(hear(nodeDeath(7))).toEqual([offline(node), offline(device)]);
    expect(said(deviceData(2, temperature(4)))).toEqual([]);
  });

  it('of an earlier birth says nothing', () => {
    const { hear, said } = host({ births: [nodeBirth(8), deviceBirth()] });
    expect(hear(nodeDeath(7))).toEqual([]);
    expect(said(deviceData(2, temperature(4)))).toHaveLength(1);
  });

  it('of a device is of it alone, and counts in the sequence', () => {
    const { hear, read } = host();
    expect(hear({ topic: topic('DDEATH'), payload: payload(2, []) })).toEqual([offline(device)]);
    const data = { topic: topic('NDATA'), payload: payload(3, [{ alias: 1, float: 1 }]) };
    expect(rebirths(read(data))).toEqual([]);
  });
});

it('[DF66] what was stored is history: said so, or sent half a minute after it was measured', () => {
  const { groups } = host();
  const metrics: SaidMetric[] = [
    { alias: 2, float: 1, at: fixtureAt - 1_000 },
    { alias: 2, float: 2, at: fixtureAt - 1_000, historical: true },
    { alias: 2, float: 3, at: fixtureAt - 31_000 },
    { alias: 3, bool: true, at: null },
  ];
  expect(
    groups(deviceData(2, metrics)).map((group) => [group.deviceTime, group.historical ?? false]),
  ).toEqual([
    [fixtureAt - 1_000, false],
    [fixtureAt - 1_000, true],
    [fixtureAt - 31_000, true],
    [fixtureAt, false],
  ]);
});

it('[DF67] a host tells that it is there, and its will that it is not, with one time', () => {
  const { here, gone } = hostState(fixtureAt);
  for (const [message, online] of [
    [here, true],
    [gone, false],
  ] as const) {
    expect(message).toMatchObject({ topic: 'spBv1.0/STATE/mingchu', qos: 1, retain: true });
    expect(JSON.parse(String(message.payload))).toEqual({ online, timestamp: fixtureAt });
  }
});

it('[DF64] bytes and topics that are none are refused', () => {
  const { read } = host();
  expect(read({ topic: topic('NDATA'), payload: 'no protobuf' })).toMatchObject({
    problem: 'unknown-format',
  });
  for (const bad of [
    'spBv1.0/kitchen/NDATA',
    'spBv1.0/kitchen/NDATA/edge1/x',
    'spBv1.0/kitchen/DDATA/edge1',
    'a',
  ])
    expect(read({ topic: bad, payload: payload(0, []) })).toEqual({ problem: 'unknown-topic' });
});
