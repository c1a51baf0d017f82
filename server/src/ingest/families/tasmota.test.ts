import { describe, expect, it } from 'vitest';
import { fixtureAt, listenerOf, valuesOf } from './fixtures/fixture.ts';
import * as fixtures from './fixtures/tasmota.ts';
import { tasmota } from './tasmota.ts';

const { coldProbe, frozenProbe, node, sensor } = fixtures;
const listen = () => listenerOf(tasmota);
const values = (heard: ReturnType<ReturnType<typeof listen>['hear']>) =>
  heard.filter(({ kind }) => kind === 'values');

describe('[DF17] Tasmota: who speaks', () => {
  it('a probe is its Id, so a second one does not change the first', () => {
    const { hear } = listen();
    const two = hear(fixtures.twoProbes);
    expect(two).toMatchObject([
      { kind: 'device', device: coldProbe, gateway: node, name: 'DS18B20-1' },
      { kind: 'values', device: coldProbe, values: [{ name: 'Temperature', value: 3.3, unit: '°C' }] },
      { kind: 'device', device: frozenProbe },
      { kind: 'values', device: frozenProbe },
    ]);
    expect(hear(fixtures.oneProbe)).toMatchObject([{ kind: 'values', device: coldProbe }]);
  });

  it('a name that no database holds is passed over', () => {
    expect(listen().hear(sensor({ '\0': { Id: coldProbe, Temperature: 3 } }))).toEqual([]);
  });

  it('a sensor without Id is named by its node', () => {
    expect(values(listen().hear(fixtures.airSensor))).toMatchObject([{ device: `${node}/AM2301` }]);
  });

  it.each(fixtures.topicsOf('SENSOR'))('is read on %s', (topic) => {
    const heard = listen().hear(sensor(fixtures.twoProbes.payload as object, topic));
    expect(values(heard)).toHaveLength(2);
  });

  it.each([fixtures.status8, fixtures.status10])(
    'an answer to a question is unwrapped: $topic',
    (fixture) => {
      expect(values(listen().hear(fixture)).length).toBeGreaterThan(0);
      expect(listen().read({ ...fixture, payload: { Status: {} } })).toMatchObject({ problem: 'schema' });
    },
  );

  it('a will goes for the node and all that hangs on it', () => {
    const { hear } = listen();
    hear(fixtures.twoProbes);
    for (const topic of fixtures.topicsOf('LWT'))
      expect(hear(fixtures.will('Offline', topic))).toEqual(
        [node, coldProbe, frozenProbe].map((device) => ({ kind: 'availability', device, state: 'offline' })),
      );
    expect(hear(fixtures.will('Online'))[0]).toMatchObject({ state: 'online' });
  });
});

describe('[DF18] Tasmota: what is said', () => {
  it('numbers may be text or lists, temperatures °F, switches stand beside sensors', () => {
    const { hear } = listen();
    expect(valuesOf(hear(fixtures.airSensor))).toEqual({
      Temperature: '22.5 °C',
      Humidity: '51.3 %',
      DewPoint: '11.9 °C',
    });
    expect(valuesOf(hear(fixtures.oneProbe))).toEqual({ Temperature: '37.9 °F' });
    expect(valuesOf(hear(fixtures.energy))).toMatchObject({ Power: '1480 W', 'Current.1': '6.4 A' });
    expect(values(hear(sensor({ Switch1: 'ON' })))).toMatchObject([
      { device: node, values: [{ name: 'Switch1', value: 'ON' }] },
    ]);
    expect(valuesOf(hear(fixtures.state))).toMatchObject({ 'Wifi.Signal': -62, UptimeSec: 3723 });
  });

  it.each([
    ['a failed read', 'AM2301', null, 'C', { bad: 'read-failed' }],
    ['the power-on value', 'DS18B20', 85, 'C', { bad: 'power-on-value' }],
    ['the power-on value in °F', 'DS18B20', 185, 'F', { bad: 'power-on-value' }],
    ['a probe that does not answer', 'DS18S20', -127, 'C', { bad: 'disconnected' }],
    ['a probe that does not answer, in °F', 'DS18B20', -196.6, 'F', { bad: 'disconnected' }],
    ['85 °C of another sensor', 'MAX31855', 85, 'C', '85 °C'],
    ['85 °F of a probe', 'DS18B20', 85, 'F', '85 °F'],
  ])('%s', (_, name, temperature, unit, said) => {
    const heard = listen().hear(sensor({ [name]: { Temperature: temperature }, TempUnit: unit }));
    expect(valuesOf(heard)).toEqual({ Temperature: said });
  });
});

describe('[DF19] Tasmota: when', () => {
  it.each([
    ['a time without zone is local, and ours counts', '2026-11-23T11:02:03', null, true],
    ['a time with zone is one', '2026-11-23T11:02:03+08:00', fixtureAt - 120, true],
    ['1970, before the first time from the network', '1970-01-01T00:04:10', null, false],
    ['2000, likewise and with a zone', '2000-01-01T00:04:10+08:00', null, false],
    ['none', undefined, null, false],
  ])('%s', (_, Time, deviceTime, keyed) => {
    const [heard] = values(listen().hear(sensor({ Time, AM2301: { Temperature: 4 } })));
    expect(heard).toMatchObject({ deviceTime });
    expect((heard as { key: string | null }).key !== null).toBe(keyed);
  });
});
