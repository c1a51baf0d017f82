import { describe, expect, it } from 'vitest';
import * as fixtures from '../fixtures/chirpstack.ts';
import { fixtureAt, listenerOf, valuesOf } from '../fixtures/fixture.ts';
import { chirpstack } from './chirpstack.ts';

const { devEui, gateways, uplink } = fixtures;
const listen = () => listenerOf(chirpstack);
const only = <Kind extends string>(kind: Kind, heard: readonly { kind: string }[]) =>
  heard.filter((one) => one.kind === kind);

describe('[DF22] ChirpStack: when', () => {
  it('the network server tells the time, in nanoseconds; a gateway with a wrong clock is at fault', () => {
    const heard = listen().hear(uplink());
    expect(only('values', heard)).toMatchObject([
      { device: devEui, deviceTime: fixtureAt - 120, key: fixtures.deduplicationId },
    ]);
    expect(only('fault', heard)).toEqual([
      { kind: 'fault', device: gateways[0], fault: 'clock-skew', amount: 233_620 },
    ]);
  });

  it('without the time of the network server ours counts', () => {
    const heard = listen().hear(
      uplink({ rxInfo: [{ gatewayId: gateways[0], gwTime: fixtures.gatewayTime }] }),
    );
    expect(only('values', heard)).toMatchObject([{ deviceTime: null, key: fixtures.deduplicationId }]);
    expect(only('fault', heard)).toEqual([]);
  });

  it('two gateways heard one event: the first time, the better gateway', () => {
    const heard = listen().hear(fixtures.twoGateways);
    expect(only('values', heard)).toMatchObject([{ deviceTime: fixtureAt - 120 }]);
    expect(only('device', heard)).toMatchObject([{ gateway: gateways[1] }]);
  });
});

describe('[DH13] ChirpStack: gateways', () => {
  const { gatewayState, stateInBytes } = fixtures;
  const [gateway] = gateways;
  const said = (state: string) => [{ kind: 'availability', device: gateway, state }];

  it('the topic of a gateway is learned from the first frame that it passes on, once', () => {
    const { read, known } = listen();
    const { topic } = gatewayState(gateway, '');
    expect(chirpstack.wants?.(topic, known)).toBe(false);
    expect(read(uplink())).toMatchObject({ listen: [topic] });
    expect(read(uplink())).not.toHaveProperty('listen');
    expect(chirpstack.wants?.(topic, known)).toBe(true);
    expect(read(uplink({ regionConfigId: 'a/#' }))).not.toHaveProperty('listen');
  });

  it('it says whether it is connected, in protobuf and in JSON; what is left out is OFFLINE', () => {
    const { hear, read } = listen();
    hear(uplink());
    for (const [payload, state] of [
      [stateInBytes(gateway, true), 'online'],
      [stateInBytes(gateway, false), 'offline'],
      [{ gatewayId: gateway, state: 'ONLINE' }, 'online'],
      [{ gatewayId: gateway, state: 'OFFLINE' }, 'offline'],
      [{ gatewayId: gateway }, 'offline'],
    ] as const)
      expect(hear(gatewayState(gateway, payload))).toEqual(said(state));
    for (const payload of [Buffer.from([0x1a, 0xff]), Buffer.from([0x10, 0x01]), {}, 'OFFLINE'])
      expect(read(gatewayState(gateway, payload))).toMatchObject({ problem: 'schema' });
    expect(hear(gatewayState(gateway, ''))).toEqual([]);
  });
});

describe('[DF23] ChirpStack: what is said', () => {
  it('numbers, truths and texts of the codec; a probe that is not there is bad', () => {
    const { hear } = listen();
    expect(valuesOf(hear(uplink()))).toEqual({
      battery: 92,
      temperature: 3.4,
      humidity: 69.5,
      door: true,
      leakage_status: 'normal',
    });
    expect(valuesOf(hear(uplink({ object: { TempC_DS: 327.67, nested: { a: [1, 'x'] } } })))).toEqual({
      TempC_DS: { bad: 'no-probe' },
      'nested.a.1': 1,
      'nested.a.2': 'x',
    });
  });

  it('a frame with data and no codec is refused loudly, one without data is a sign of life', () => {
    const { read, hear } = listen();
    expect(read(uplink({ object: undefined }))).toMatchObject({ problem: 'unknown-format' });
    expect(only('values', hear(uplink({ object: undefined, data: '' })))).toEqual([]);
    expect(read({ ...uplink(), payload: Buffer.from([10, 4, 1, 2]) })).toMatchObject({ problem: 'not-json' });
  });

  it('a frame that is refused leaves the device new and its gateway to be learned', () => {
    const { read } = listen();
    expect(read(uplink({ object: undefined }))).toMatchObject({ problem: 'unknown-format' });
    expect(read(uplink())).toMatchObject({
      heard: expect.arrayContaining([
        expect.objectContaining({
          kind: 'device',
          device: devEui,
          name: 'cold room 2',
          gateway: gateways[0],
        }),
      ]),
      listen: [fixtures.gatewayState(gateways[0], '').topic],
    });
  });

  it('a device is introduced once, and again when its counter begins anew', () => {
    const { hear } = listen();
    const introduced = (fCnt: number) => only('device', hear(uplink({ fCnt }))).length;
    expect([700, 701, 0, 1].map(introduced)).toEqual([1, 0, 1, 0]);
    expect(hear(fixtures.join)).toMatchObject([
      { kind: 'device', device: devEui, name: 'cold room 2', model: 'EM320-TH' },
      { kind: 'availability', device: devEui, state: 'online' },
    ]);
  });

  it('more than four missing frames are a hole', () => {
    const { hear } = listen();
    const gaps = (fCnt: number) =>
      only('fault', hear(uplink({ fCnt, time: undefined }))).map(
        (fault) => (fault as { amount?: number }).amount,
      );
    expect([10, 15, 21].map(gaps)).toEqual([[], [], [5]]);
  });

  it('the state of a battery, unless it is unknown or not in use', () => {
    const battery = (over: object) => valuesOf(listen().hear(fixtures.status(over)))['status.batteryLevel'];
    expect(battery({})).toBe('75.59 %');
    expect(battery({ batteryLevelUnavailable: true })).toBeUndefined();
    expect(battery({ externalPowerSource: true, batteryLevel: 0 })).toBeUndefined();
  });

  it.each([
    ['UPLINK_CODEC', 'garbage'],
    ['UPLINK_MIC', 'garbage'],
    ['UPLINK_F_CNT_RESET', 'sequence-gap'],
    ['DOWNLINK_GATEWAY', null],
    ['constructor', null],
  ])('the log entry %s is the fault %s', (code, fault) => {
    expect(listen().hear(fixtures.log(code))).toEqual(
      fault ? [{ kind: 'fault', device: devEui, fault, amount: 1 }] : [],
    );
  });
});
