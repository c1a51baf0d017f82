import { describe, expect, it } from 'vitest';
import { fixtureAt, listenerOf, valuesOf } from '../fixtures/fixture.ts';
import * as fixtures from '../fixtures/thingsStack.ts';
import { thingsStack } from './thingsStack.ts';

const { uplink } = fixtures;
const device = fixtures.devEui.toLowerCase();
const listen = () => listenerOf(thingsStack);

describe('[DF24] The Things Stack', () => {
  it('an uplink says its values at the time of the network server, named by session and counter', () => {
    const heard = listen().hear(uplink());
    expect(heard).toMatchObject([
      {
        kind: 'device',
        device,
        name: 'cold-room-2',
        maker: 'milesight-iot',
        model: 'em300-th',
        gateway: 'roof-2',
      },
      { kind: 'values', device, deviceTime: fixtureAt - 150, key: 'AXBSH1Pk6Z0G166yYQ==:42' },
    ]);
    expect(valuesOf(heard)).toEqual({ battery: 92, temperature: 3.4, humidity: 69.5 });
  });

  it('a counter of 0 is left out of the message, and follows a join', () => {
    const { hear } = listen();
    hear(uplink());
    expect(hear(fixtures.join)).toMatchObject([
      { kind: 'device' },
      { kind: 'availability', state: 'online' },
    ]);
    expect(hear(uplink({ f_cnt: undefined, session_key_id: 'new' }))).toMatchObject([
      { kind: 'device' },
      { kind: 'values', key: 'new:0' },
    ]);
    expect(hear(uplink({ f_cnt: 7, session_key_id: 'new' }))[0]).toMatchObject({
      fault: 'sequence-gap',
      amount: 6,
    });
  });

  it('normalized values come first; what they were made of is told beside them', () => {
    expect(valuesOf(listen().hear(fixtures.normalized))).toEqual({
      'air.temperature': 3.4,
      'air.relativeHumidity': 69.5,
      'battery.voltage': '3.1 V',
      'decoded.battery': 92,
      'decoded.temperature': 3.4,
      'decoded.humidity': 69.5,
    });
  });

  it('the last known battery is told once, not with every uplink', () => {
    const { hear } = listen();
    expect(valuesOf(hear(fixtures.battery))).toHaveProperty('last_battery_percentage', '81.5 %');
    expect(valuesOf(hear(fixtures.battery))).not.toHaveProperty('last_battery_percentage');
  });

  it('a simulated uplink is no measurement, and takes the key of no real one', () => {
    const heard = listen().hear(fixtures.simulated);
    expect(heard).toMatchObject([{ kind: 'values', key: 'as:up:01HFX6A4Q2ZJ9V' }]);
    expect(valuesOf(heard)['temperature']).toEqual({ bad: 'simulated' });
  });

  it('data without a formatter is refused loudly; what the server says of downlinks says nothing', () => {
    const { read, hear } = listen();
    expect(read(uplink({ decoded_payload: undefined }))).toMatchObject({ problem: 'unknown-format' });
    expect(hear(fixtures.packets.at(-1) as (typeof fixtures.packets)[number])).toEqual([]);
  });

  it('a frame that is refused leaves the device new', () => {
    const { read, hear } = listen();
    read(uplink({ decoded_payload: undefined }));
    expect(hear(uplink())[0]).toMatchObject({ kind: 'device', name: 'cold-room-2', gateway: 'roof-2' });
  });

  it('is read from the Pub/Sub integration, and without a DevEUI by application and id', () => {
    expect(listen().hear(fixtures.pubsub)).toMatchObject([{ device }, { device }]);
    const nameless = { ...uplink(), payload: { end_device_ids: { device_id: 'a' } } };
    expect(listen().read(nameless)).toMatchObject({ problem: 'schema' });
    const named = {
      end_device_ids: { device_id: 'a', application_ids: { application_id: 'k' } },
      join_accept: {},
    };
    expect(listen().hear({ ...uplink(), payload: named })[0]).toMatchObject({ device: 'k/a' });
  });
});
