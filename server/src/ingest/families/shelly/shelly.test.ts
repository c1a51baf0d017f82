import { describe, expect, it } from 'vitest';
import { fixtureAt, listenerOf, valuesOf } from '../fixtures/fixture.ts';
import * as fixtures from '../fixtures/shelly.ts';
import { shelly } from './shelly.ts';

const { climateId, fullStatus, gasId, gen1, overlay } = fixtures;
const listen = () => listenerOf(shelly);

describe('[DF20] Shelly Gen2+', () => {
  it('a whole state says its values, and how long the device sleeps', () => {
    const heard = listen().hear(fullStatus());
    expect(heard[0]).toEqual({
      kind: 'device',
      device: climateId,
      maker: 'Shelly',
      model: 'shellyplusht',
      reportPeriodS: 7200,
    });
    expect(heard[1]).toMatchObject({ deviceTime: fixtureAt - 500, key: expect.any(String) });
    expect(valuesOf(heard)).toMatchObject({
      'temperature:0.tC': '4.6 °C',
      'humidity:0.rh': '58.1 %',
      'devicepower:0.battery.percent': '87 %',
    });
  });

  it('an overlay says only what it brings', () => {
    const { hear } = listen();
    hear(fullStatus());
    const heard = hear(overlay({ 'temperature:0': { id: 0, tC: 5.2, tF: 41.4 } }));
    expect(heard).toHaveLength(1);
    expect(valuesOf(heard)).toEqual({ 'temperature:0.tC': '5.2 °C' });
  });

  it('no percent with external power is no empty battery, also when an overlay leaves the power out', () => {
    const percent = 'devicepower:0.battery.percent';
    const { hear } = listen();
    expect(valuesOf(hear(fullStatus({ percent: 0, external: true })))).not.toHaveProperty([percent]);
    const empty = overlay({ 'devicepower:0': { battery: { percent: 0 } } });
    expect(valuesOf(hear(empty))).not.toHaveProperty([percent]);
    hear(fullStatus({ percent: 3 }));
    expect(valuesOf(hear(empty))).toEqual({ [percent]: '0 %' });
  });

  it('seconds since boot are no time, and name nothing', () => {
    const { hear } = listen();
    hear(fullStatus());
    expect(hear(fixtures.beforeNtp)).toMatchObject([{ deviceTime: null, key: null }]);
  });

  it('a sensor that cannot be read is bad by its error', () => {
    const failed = (part: object) =>
      valuesOf(listen().hear(overlay({ 'temperature:0': { id: 0, ...part } })));
    const bad = { 'temperature:0.tC': { bad: 'read' } };
    expect(failed({ tC: null, tF: null, errors: ['read'] })).toEqual(bad);
    expect(failed({ tC: null })).toEqual({ 'temperature:0.tC': { bad: 'read-failed' } });
    expect(failed({ errors: ['out_of_range'] })).toEqual({ 'temperature:0.errors': { bad: 'out_of_range' } });
  });

  it.each([
    ['its model', []],
    ['its wakeup period', [fullStatus({}, 'back/fridge')]],
  ])('a device that sleeps is expected to be away: by %s', (_, before) => {
    const { hear } = listen();
    for (const fixture of before) hear(fixture);
    const prefix = before.length > 0 ? 'back/fridge' : climateId;
    expect(hear(fixtures.online(false, prefix))).toEqual([
      { kind: 'availability', device: climateId, state: 'offline', expected: true },
    ]);
    expect(hear(fixtures.asleep)).toMatchObject([{ state: 'offline', expected: true }]);
  });

  it('a plug that is away is missed', () => {
    const [heard] = listen().hear(fixtures.online(false, 'shellyplugsg3-a1b2c3'));
    expect(heard).toEqual({ kind: 'availability', device: 'shellyplugsg3-a1b2c3', state: 'offline' });
  });

  it('a probe at the add-on is a device of its own; a component alone has no time', () => {
    const heard = listen().hear(fixtures.component('temperature:100', { id: 100, tC: -18.2 }));
    expect(heard.filter(({ kind }) => kind === 'values')).toMatchObject([
      { device: `${climateId}/temperature:100`, deviceTime: null, key: null },
    ]);
    expect(valuesOf(heard)).toEqual({ 'temperature.tC': '-18.2 °C' });
  });

  it('topics of others that only end alike say nothing', () => {
    const { hear } = listen();
    expect(hear(fixtures.online(false, 'weather'))).toEqual([]);
    expect(hear(fixtures.component('door', { open: true }, 'garage'))).toEqual([]);
  });
});

describe('[DF21] Shelly Gen1', () => {
  it.each([
    ['sensor/temperature', '4.12', '4.12 °C'],
    ['sensor/temperature', '999', { bad: 'not-connected' }],
    ['sensor/humidity', '61.5', '61.5 %'],
    ['sensor/flood', 'true', true],
    ['relay/0/power', '1480.5', '1480.5 W'],
  ])('%s %s', (end, word, said) => {
    const heard = listen().hear(gen1('shellyx-1', end, word));
    expect(heard).toMatchObject([{ device: 'shellyx-1', deviceTime: null, key: null }]);
    expect(valuesOf(heard)).toEqual({ [end]: said });
  });

  it.each([
    ['normal', 'mild', 'mild'],
    ['normal', 'test', { bad: 'self-test' }],
    ['warmup', 'mild', { bad: 'operation-warmup' }],
    ['fault', 'none', { bad: 'operation-fault' }],
    ['unknown', 'none', { bad: 'operation-unknown' }],
  ])('a gas detector in operation %s that says %s', (operation, gas, said) => {
    const { hear } = listen();
    hear(gen1(gasId, 'sensor/operation', operation));
    expect(valuesOf(hear(gen1(gasId, 'sensor/gas', gas)))).toEqual({ 'sensor/gas': said });
    const ppm = valuesOf(hear(gen1(gasId, 'sensor/concentration', '312')))['sensor/concentration'];
    expect(ppm).toEqual(operation === 'normal' ? '312 ppm' : { bad: `operation-${operation}` });
  });

  it('a fault of the detector is told by itself', () => {
    expect(valuesOf(listen().hear(gen1(gasId, 'sensor/operation', 'fault')))).toEqual({
      'sensor/operation': { bad: 'fault' },
    });
  });

  it('sleeping models are expected to be away, others are missed', () => {
    const { hear } = listen();
    const away = (id: string) => hear(fixtures.online(false, `shellies/${id}`))[0];
    expect(away(fixtures.oldClimateId)).toMatchObject({ state: 'offline', expected: true });
    expect(away(gasId)).toEqual({ kind: 'availability', device: gasId, state: 'offline' });
  });

  it('announces itself; probes at an add-on are devices; orders say nothing', () => {
    const { hear } = listen();
    expect(hear(fixtures.announce)).toEqual([
      { kind: 'device', device: gasId, maker: 'Shelly', model: 'SHGS-1' },
    ]);
    expect(hear(gen1('shelly1-A', 'ext_temperature/1', '-17.5'))).toMatchObject([
      { device: 'shelly1-A/ext:1', values: [{ name: 'ext_temperature', value: -17.5, unit: '°C' }] },
    ]);
    expect(hear(gen1('shelly1-A', 'relay/0/command', 'on'))).toEqual([]);
  });
});
