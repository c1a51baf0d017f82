import { describe, expect, it } from 'vitest';
import { fixtureAt, listenerOf, valuesOf } from '../fixtures/fixture.ts';
import * as fixtures from '../fixtures/zigbee2mqtt.ts';
import { zigbee2mqtt } from './zigbee2mqtt.ts';

const { fridgeAddress, fridgeName, fridgeState } = fixtures;
const listen = () => listenerOf(zigbee2mqtt);
/** With the list of the bridge heard. */
const listenInformed = () => {
  const listener = listen();
  listener.hear(fixtures.bridgeDevices());
  return listener;
};
const minuteMs = 60_000;

describe('[DF11] Zigbee2MQTT: who speaks', () => {
  it('the list of the bridge tells address, name, maker, model and units of each device', () => {
    const heard = listen().hear(fixtures.bridgeDevices());
    expect(heard).toHaveLength(3);
    expect(heard[0]).toMatchObject({
      kind: 'device',
      device: fridgeAddress,
      name: fridgeName,
      maker: 'Aqara',
      model: 'WSDCGQ11LM',
      gateway: 'bridge',
    });
    expect(heard[0]).toHaveProperty('values[1]', { name: 'temperature', unit: '°C' });
  });

  it('a name with a slash is one device, before and after its address is known', () => {
    const listener = listen();
    expect(listener.hear(fridgeState())).toMatchObject([{ device: fridgeName }]);
    listener.hear(fixtures.bridgeDevices());
    expect(listener.hear(fridgeState({ temperature: 4.3 }))).toMatchObject([{ device: fridgeAddress }]);
  });

  it('who left, or is missing in the next list, is gone', () => {
    const listener = listenInformed();
    const gone = { kind: 'device', device: fixtures.doorAddress, gone: true };
    expect(listener.hear(fixtures.deviceLeave)).toEqual([gone]);
    expect(listener.hear(fixtures.bridgeDevices([]))).toContainEqual({ ...gone, name: 'back door' });
  });

  it('one whose interview is over is told with its values', () => {
    expect(listen().hear(fixtures.deviceInterview)).toMatchObject([
      { device: fridgeAddress, model: 'WSDCGQ11LM', values: [{ name: 'temperature', unit: '°C' }] },
    ]);
  });

  it.each(['text', 'json'] as const)('the state of bridge and device is read as %s', (form) => {
    const listener = listenInformed();
    expect(listener.hear(fixtures.availability(fridgeName, 'offline', form))).toEqual([
      { kind: 'availability', device: fridgeAddress, state: 'offline' },
    ]);
    expect(listener.hear(fixtures.bridgeState('online', form))).toEqual([
      { kind: 'availability', device: 'bridge', state: 'online' },
    ]);
  });

  it('a health report that was not kept shows that the bridge works', () => {
    const online = [{ kind: 'availability', device: 'bridge', state: 'online' }];
    expect(listen().hear(fixtures.bridgeHealth)).toEqual(online);
    expect(listen().hear({ ...fixtures.bridgeHealth, retained: true })).toEqual([]);
  });
});

describe('[DF12] Zigbee2MQTT: what is said', () => {
  it('values carry their units, the voltage of a battery in mV', () => {
    expect(valuesOf(listen().hear(fridgeState()))).toEqual({
      battery: '100 %',
      humidity: '61.2 %',
      linkquality: 89,
      pressure: '1013 hPa',
      temperature: '4.27 °C',
      voltage: '3135 mV',
    });
    const plug = { topic: 'zigbee2mqtt/oven', payload: { power: 1520, voltage: 229 } };
    expect(valuesOf(listen().hear(plug))).toEqual({ power: '1520 W', voltage: '229 V' });
  });

  it('a low battery is told by its alarm only where its charge is not', () => {
    const { hear } = listen();
    const leak = { topic: 'zigbee2mqtt/leak', payload: { battery_low: true, water_leak: false } };
    expect(valuesOf(hear(leak))).toEqual({ battery_low: true, water_leak: false });
    expect(zigbee2mqtt.mapping.find(({ name }) => name === 'battery_low')).toMatchObject({
      to: 'batteryPct',
    });
    const charged = valuesOf(hear(fixtures.doorState(true)));
    expect(charged).toMatchObject({ battery: '100 %', battery_alarm: false });
    expect(charged).not.toHaveProperty('battery_low');
  });

  it('contact true is a closed door', () => {
    expect(valuesOf(listen().hear(fixtures.doorState(true)))).toMatchObject({ contact: true });
    expect(zigbee2mqtt.mapping.find(({ name }) => name === 'contact')).toMatchObject({
      to: 'doorOpen',
      expression: 'value ? 0 : 1',
    });
  });

  it('a self-test and a warm-up are no leak', () => {
    const { hear } = listen();
    expect(valuesOf(hear(fixtures.gasState({ test: true, gas: true, gas_density: 12 })))).toMatchObject({
      gas_density: { bad: 'self-test' },
      test: true,
    });
    expect(valuesOf(hear(fixtures.gasState({ state: 'preparation', gas_density: 3 })))).toMatchObject({
      gas_density: { bad: 'warm-up' },
    });
    expect(valuesOf(hear(fixtures.gasState()))).toMatchObject({ gas_density: '0.4 %LEL', gas_alarm: false });
    expect(valuesOf(hear({ topic: 'zigbee2mqtt/lpg', payload: { gas: true } }))).toEqual({ gas: true });
  });

  it('what the cluster library calls invalid is bad, and null says nothing', () => {
    const said = valuesOf(listen().hear(fridgeState({ temperature: -327.68, humidity: null })));
    expect(said['temperature']).toEqual({ bad: 'invalid' });
    expect(said).not.toHaveProperty('humidity');
  });

  it('orders, groups of settings and deleted messages say nothing; a bare value names the option', () => {
    const { hear, read } = listen();
    expect(hear({ topic: 'zigbee2mqtt/back door/set', payload: { state: 'ON' } })).toEqual([]);
    const named = { ieee_address: '0x00158d0001a2b3c5', type: 'EndDevice', friendly_name: 'tea/set/1' };
    hear(fixtures.bridgeDevices([named]));
    expect(hear({ topic: 'zigbee2mqtt/tea/set/1', payload: { temperature: 60 } })).toMatchObject([
      { device: named.ieee_address },
    ]);
    expect(hear({ topic: 'zigbee2mqtt/bridge/info', payload: { version: '2.6.0' } })).toEqual([]);
    expect(hear({ topic: `zigbee2mqtt/${fridgeName}/availability`, payload: '' })).toEqual([]);
    expect(read({ topic: 'zigbee2mqtt/fridge/temperature', payload: '4.2' })).toMatchObject({
      problem: 'schema',
    });
    expect(read({ topic: 'zigbee2mqtt/fridge', payload: '{' })).toEqual({ problem: 'not-json' });
  });
});

describe('[DF13] Zigbee2MQTT: what is old', () => {
  it.each([
    ['ISO 8601', new Date(fixtureAt - 180).toISOString()],
    ['ISO 8601 with an offset', '2026-11-23T11:02:02.940+08:00'],
    ['ms since 1970', fixtureAt - 180],
  ])('last_seen as %s is the time, and part of the key', (_, lastSeen) => {
    const [heard] = listen().hear(fridgeState({ last_seen: lastSeen }));
    expect(heard).toMatchObject({ deviceTime: fixtureAt - 180, key: expect.stringContaining(':') });
    expect(heard).not.toHaveProperty('historical');
  });

  it('without last_seen our time counts, and two equal reports are two', () => {
    const { hear } = listen();
    const door = fixtures.doorState(false);
    for (const at of [fixtureAt, fixtureAt + minuteMs]) {
      expect(hear(door, at)).toMatchObject([{ deviceTime: null, key: null }]);
      expect(hear(door, at)[0]).not.toHaveProperty('historical');
    }
  });

  it('what the bridge remembered and says again is history, by its last_seen', () => {
    const { hear } = listen();
    hear(fridgeState());
    expect(hear(fridgeState(), fixtureAt + 10 * minuteMs)).toMatchObject([{ historical: true }]);
    const next = fridgeState({ last_seen: fixtureAt + 11 * minuteMs });
    expect(hear(next, fixtureAt + 11 * minuteMs)[0]).not.toHaveProperty('historical');
  });

  it('two reports within a second of last_seen are both new', () => {
    const { hear } = listen();
    const second = '2026-11-23T11:02:03+08:00';
    hear(fridgeState({ last_seen: second, temperature: 4 }));
    const [heard] = hear(fridgeState({ last_seen: second, temperature: 9 }), fixtureAt + 400);
    expect(heard).not.toHaveProperty('historical');
  });

  it('a wrong clock of the bridge does not make history of its messages', () => {
    const { hear } = listen();
    for (const minute of [0, 1, 2]) {
      const at = fixtureAt + minute * minuteMs;
      const [heard] = hear(fridgeState({ last_seen: at - 45 * minuteMs }), at);
      expect(heard).not.toHaveProperty('historical');
    }
  });

  it.each([
    ['comes online before it replays', ['online'] as const, true],
    ['is offline while it replays', ['offline'] as const, true],
    ['came online long ago', [] as const, false],
  ])('without last_seen: the bridge %s', (_, states, historical) => {
    const { hear } = listen();
    hear(fixtures.gasState(), fixtureAt - 30 * minuteMs);
    for (const state of states) hear(fixtures.bridgeState(state), fixtureAt - 1000);
    const [same] = hear(fixtures.gasState(), fixtureAt);
    expect('historical' in (same ?? {})).toBe(historical);
    const [fresh] = hear(fixtures.gasState({ gas: true, gas_density: 30 }), fixtureAt + 1000);
    expect(fresh).not.toHaveProperty('historical');
  });

  it('a device first heard while the bridge comes back is old by its last_seen, or when it has none', () => {
    const { hear } = listen();
    hear(fixtures.bridgeState('online'), fixtureAt - 1000);
    expect(hear(fridgeState({ last_seen: fixtureAt - 90 * minuteMs }))).toMatchObject([{ historical: true }]);
    expect(hear(fixtures.leakState)[0]).not.toHaveProperty('historical');
    expect(hear(fixtures.doorState(false))).toMatchObject([{ historical: true }]);
  });
});
