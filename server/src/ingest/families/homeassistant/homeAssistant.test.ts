import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../bindings/expressions.ts';
import { createTable, mapValues, settle } from '../../../bindings/model/mapValues.ts';
import { listenerOf, valuesOf } from '../fixtures/fixture.ts';
import * as fixtures from '../fixtures/homeAssistant.ts';
import { homeAssistant } from './homeAssistant.ts';
import { readTemplate } from './readTemplate.ts';

const { config, fridgeId, said, temperature, whole } = fixtures;
const listen = () => listenerOf(homeAssistant);

describe('[DF25] Home Assistant: what is learned', () => {
  it('the topics of a configuration, and nothing else', () => {
    const { read, known } = listen();
    expect(read(temperature())).toMatchObject({
      heard: [],
      listen: ['esp/fridge/state', 'esp/fridge/status'],
    });
    expect(read(temperature())).toEqual({ heard: [], listen: ['esp/fridge/state', 'esp/fridge/status'] });
    expect(homeAssistant.wants?.('esp/fridge/state', known)).toBe(true);
    expect(homeAssistant.wants?.('esp/fridge', known)).toBe(false);
  });

  it.each(['zig/+/state', '#', '$SYS/broker/uptime', 'mingchu/v1/s1/d1/telemetry'])(
    'no topic that is none of a device: %s',
    (topic) => {
      expect(listen().read(temperature({ state_topic: topic }))).not.toHaveProperty('listen');
    },
  );

  it('topics that hold the mount of a site, which the broker takes from our own side', () => {
    const { read } = listen();
    const mounted = temperature({ '~': 'mingchu/at/s1/esp', state_topic: '~/fridge/state' });
    expect(read(mounted)).toMatchObject({ listen: ['esp/fridge/state', 'esp/fridge/status'] });
  });

  it('the first one is answered as Home Assistant does when it starts, so that the others follow', () => {
    const { read } = listen();
    expect(read(temperature())).toMatchObject({
      replies: [{ topic: 'homeassistant/status', payload: 'online', retain: false }],
    });
    expect(read(fixtures.door)).not.toHaveProperty('replies');
  });

  it('a device is told of with its first value, once', () => {
    const { hear } = listen();
    hear(temperature());
    hear(fixtures.door);
    const heard = hear(said('esp/fridge/state', { temperature: 4.25 }));
    expect(heard).toMatchObject([
      {
        kind: 'device',
        device: fridgeId,
        name: 'fridge',
        maker: 'Espressif',
        model: 'ESP32-C3',
        reportPeriodS: 60,
        values: [{ unit: '°C' }, { name: 'binary_sensor.door.esp-fridge_door' }],
      },
      { kind: 'values', device: fridgeId, deviceTime: null, key: null },
    ]);
    expect(hear(said('esp/fridge/door', 'ON'))).toHaveLength(1);
  });

  it('a configuration without bytes deletes; a device without values is gone', () => {
    const { hear, known } = listen();
    hear(temperature());
    hear(said('esp/fridge/state', { temperature: 4 }));
    expect(hear(config('sensor/esp-fridge/temperature', ''))).toEqual([
      { kind: 'device', device: fridgeId, gone: true },
    ]);
    expect(homeAssistant.wants?.('esp/fridge/state', known)).toBe(false);
    expect(hear(said('esp/fridge/state', { temperature: 4 }))).toEqual([]);
  });

  it('[DF121] topics that nobody reads any more are given back, and those that others read are not', () => {
    const { read } = listen();
    read(temperature());
    read(fixtures.door);
    const moved = temperature({ state_topic: 'esp/fridge/state2' });
    expect(read(moved)).toMatchObject({ listen: ['esp/fridge/state2'], release: ['esp/fridge/state'] });
    expect(read(moved)).not.toHaveProperty('release');
    const computed = temperature({ state_topic: 'esp/fridge/state3', value_template: '{{ states("x") }}' });
    expect(read(computed)).toEqual({
      problem: 'unsupported-template',
      detail: expect.any(String),
      release: ['esp/fridge/state2'],
    });
    // Its availability is that of the door as well, until that goes, too.
    expect(read({ ...fixtures.door, payload: '' })).toMatchObject({
      release: expect.arrayContaining(['esp/fridge/door', 'esp/fridge/status']),
    });
  });

  it('a new configuration takes the place of the old one', () => {
    const { hear, known } = listen();
    hear(temperature());
    hear(temperature({ state_topic: 'esp/fridge/other' }));
    expect(homeAssistant.wants?.('esp/fridge/state', known)).toBe(false);
    expect(valuesOf(hear(said('esp/fridge/other', { temperature: 4 })))).toEqual({
      'sensor.temperature.esp-fridge_temperature': '4 °C',
    });
  });

  it('what only takes orders is passed over', () => {
    expect(listen().read(config('light/lamp', { cmd_t: 'a/b', stat_t: 'a/c' }))).toEqual({ heard: [] });
  });
});

describe('[DF26] Home Assistant: what is said', () => {
  it('short keys, the base and texts of one word', () => {
    const { hear } = listen();
    hear(fixtures.door);
    const name = 'binary_sensor.door.esp-fridge_door';
    expect(valuesOf(hear(said('esp/fridge/door', 'ON')))).toEqual({ [name]: true });
    expect(valuesOf(hear(said('esp/fridge/door', 'OFF')))).toEqual({ [name]: false });
    expect(valuesOf(hear(said('esp/fridge/door', 'ajar')))).toEqual({ [name]: { bad: 'unknown-state' } });
  });

  it('a whole device with components on one topic', () => {
    const { hear } = listen();
    hear(whole());
    expect(valuesOf(hear(said('omg/cold-room', { ambient: { tempf: '37.4' }, leak: true })))).toEqual({
      'sensor.temperature.tempf': '37.4 °F',
      'binary_sensor.moisture.leak': true,
    });
    expect(valuesOf(hear(said('omg/cold-room', { leak: false })))).toEqual({
      'binary_sensor.moisture.leak': false,
    });
    hear(whole({ leak: { p: 'binary_sensor' } }));
    expect(valuesOf(hear(said('omg/cold-room', { leak: false, ambient: { tempf: 30 } })))).toEqual({
      'sensor.temperature.tempf': '30 °F',
    });
  });

  it.each([
    ['unavailable', 'unavailable'],
    ['nan', 'unavailable'],
    ['n/a', 'not-a-number'],
  ])('a measurement that says %s is bad: %s', (text, bad) => {
    const { hear } = listen();
    hear(temperature());
    expect(Object.values(valuesOf(hear(said('esp/fridge/state', { temperature: text }))))).toEqual([{ bad }]);
  });

  it.each([
    ['latest', 'offline'],
    ['any', 'online'],
    ['all', 'offline'],
  ])('availability of several topics: %s', (mode, expected) => {
    const { hear } = listen();
    const { topic, payload } = whole();
    hear({ topic, payload: { ...(payload as object), avty_mode: mode } });
    hear(said('omg/status', { state: 'online' }));
    expect(hear(said('omg/cold-room/status', 'no'))).toEqual([
      { kind: 'availability', device: 'cold-room-7', state: expected },
    ]);
  });

  it('all of several topics are waited for, and one topic has words of its own', () => {
    const { hear } = listen();
    hear(whole());
    expect(hear(said('omg/status', { state: 'online' }))).toEqual([]);
    expect(hear(said('omg/cold-room/status', 'yes'))).toMatchObject([{ state: 'online' }]);
    hear(fixtures.door);
    expect(hear(said('esp/fridge/status', 'down'))).toMatchObject([{ device: fridgeId, state: 'offline' }]);
    expect(hear(said('esp/fridge/status', 'what'))).toEqual([]);
  });
});

describe('[DF129] Home Assistant: classes of devices', () => {
  const table = createTable(
    homeAssistant.mapping.map((entry) => {
      const compiled = entry.expression === undefined ? null : compileExpression(entry.expression);
      return {
        ...entry,
        by: 'family',
        ...(compiled && 'compute' in compiled && { compute: compiled.compute }),
      };
    }),
  );
  const becomes = async (component: string, deviceClass: string, word: string, others: string[] = []) => {
    const { hear } = listen();
    const dev = { ids: ['esp-1'] };
    for (const each of [`${component}/${deviceClass}`, ...others]) {
      const [platform = '', dev_cla] = each.split('/');
      hear(config(`${platform}/esp/${dev_cla}`, { stat_t: `esp/${platform}/${dev_cla}`, dev_cla, dev }));
    }
    const heard = hear(said(`esp/${component}/${deviceClass}`, word));
    const values = heard.flatMap((one) => (one.kind === 'values' ? one.values : []));
    const [settled] = await settle(mapValues(values, table));
    return settled?.mapped.kind === 'number' ? [settled.mapped.metric, settled.mapped.value] : null;
  };

  it.each<[string, string, [string, number] | null]>([
    ['binary_sensor/battery', 'ON', ['batteryPct', 5]],
    ['binary_sensor/battery', 'OFF', ['batteryPct', 100]],
    ['sensor/battery', '81', ['batteryPct', 81]],
    ['sensor/temperature', '4.5', ['temperatureC', 4.5]],
    ['sensor/humidity', '60', ['humidityPct', 60]],
    ['binary_sensor/gas', 'ON', ['gasPctLel', 25]],
    ['binary_sensor/smoke', 'ON', ['smoke', 1]],
    ['binary_sensor/moisture', 'ON', ['waterLeak', 1]],
    ['binary_sensor/door', 'ON', ['doorOpen', 1]],
    ['binary_sensor/opening', 'OFF', ['doorOpen', 0]],
    ['binary_sensor/carbon_monoxide', 'ON', null],
    ['sensor/carbon_monoxide', '30', null],
    ['sensor/gas', '12', null],
    ['sensor/moisture', '12', null],
    ['binary_sensor/problem', 'ON', null],
    ['binary_sensor/tamper', 'ON', null],
    ['binary_sensor/connectivity', 'OFF', null],
  ])('%s %s', async (entity, word, metric) => {
    const [component = '', deviceClass = ''] = entity.split('/');
    expect(await becomes(component, deviceClass, word)).toEqual(metric);
  });

  it('the alarm of a battery counts only where no charge is announced', async () => {
    expect(await becomes('binary_sensor', 'battery', 'ON', ['sensor/battery'])).toBeNull();
  });
});

describe('[DF27] Home Assistant: templates', () => {
  it.each([
    ['{{ value }}', 'whole'],
    ['{{value_json.temperature}}', ['temperature']],
    ['{{ value_json["a b"] }}', ['a b']],
    ["{{ value_json['a'].b }}", ['a', 'b']],
    ['{{ value_json.a.b.c }}', ['a', 'b', 'c']],
  ])('%s names a place', (template, place) => {
    expect(readTemplate(template)).toEqual(Array.isArray(place) ? { path: place } : place);
  });

  it.each([
    '{{ value_json.temperature | float * 2 }}',
    '{{ value_json.temperature | round(1) }}',
    '{{ value_json[0] }}',
    '{% if value_json.on %}ON{% endif %}',
    '{{ states("sensor.x") }}',
    '{{ value_json["a"] }}{{ value }}',
    '{{ value_json }}',
  ])('%s is refused loudly', (template) => {
    const { read } = listen();
    expect(read(temperature({ value_template: template }))).toMatchObject({
      problem: 'unsupported-template',
      detail: expect.stringContaining(template),
    });
    const availability = [{ topic: 'esp/fridge/status', value_template: template }];
    expect(read(temperature({ availability }))).toMatchObject({ problem: 'unsupported-template' });
  });

  it('of a whole device the others are read, and the refused one is bad by name', () => {
    const odd = { p: 'sensor', dev_cla: 'humidity', val_tpl: '{{ value_json.h | int }}', uniq_id: 'o' };
    const heard = listen().hear(whole({ odd }));
    expect(valuesOf(heard)).toEqual({ 'sensor.humidity.odd': { bad: 'unsupported-template' } });
  });

  it('a configuration that changes to a refused one leaves nothing of the old one in force', () => {
    const { read, hear, known } = listen();
    hear(temperature());
    expect(read(temperature({ value_template: '{{ value_json.temperature / 10 }}' }))).toMatchObject({
      problem: 'unsupported-template',
    });
    expect(homeAssistant.wants?.('esp/fridge/state', known)).toBe(false);
    expect(hear(said('esp/fridge/state', { temperature: 42.5 }))).toEqual([]);
    hear(temperature());
    expect(hear(said('esp/fridge/state', { temperature: 4.25 }))).toHaveLength(2);
  });

  it('what a device computes about itself is passed over, unless it is watched', () => {
    const about = (deviceClass: string) =>
      temperature({
        device_class: deviceClass,
        value_template: '{{ value_json.a | int }}',
        entity_category: 'diagnostic',
      });
    expect(listen().read(about('signal_strength'))).toEqual({ heard: [] });
    expect(listen().read(about('battery'))).toMatchObject({
      problem: 'unsupported-template',
      detail: expect.stringContaining('sensor.battery.'),
    });
  });

  it('reaches nothing that the message does not hold itself', () => {
    const { hear } = listen();
    hear(temperature({ value_template: '{{ value_json.constructor.name }}' }));
    expect(hear(said('esp/fridge/state', { temperature: 4 }))).toEqual([]);
  });
});
