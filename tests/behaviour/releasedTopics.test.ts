/** Topics that a family learned of a device are heard until the device takes its word back. */
import { afterEach, expect, it } from 'vitest';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { publish, topic, until } from '../harness/publishers.ts';
import { openIngestWorld } from './ingestWorld.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

it.each(hasMosquitto ? ['embedded', 'mosquitto'] : ['embedded'])(
  '[DF121] a withdrawn discovery is heard no more: %s',
  async (side) => {
    const mosquitto = side === 'mosquitto' ? await startMosquitto() : undefined;
    if (mosquitto) closing.push(mosquitto.stop);
    const world = await openIngestWorld(mosquitto ? { mqttUrl: mosquitto.url } : {});
    closing.push(world.close);
    const send = (name: string, payload: unknown) => publish(world.device, name, payload).acknowledged;
    const discovery = 'homeassistant/sensor/esp/temperature/config';
    const device = { identifiers: 'esp-1', name: 'esp' };
    const config = { state_topic: 'esp/state', unique_id: 't1', unit_of_measurement: '°C', device };
    const inbox = () => world.count(`heard_device where address = 'esp-1' and said <> '{}'`);
    await send(discovery, config);
    await until(async () => {
      await send('esp/state', '4.5');
      return (await inbox()) === 1;
    });
    await send(discovery, '');
    await until(async () => (await world.count(`heard_device where state = 'gone'`)) === 1);
    const letters = () => world.count('dead_letter');
    const before = await letters();
    await send('esp/state', '5.5');
    // Comes after it on the same connection.
    await send(topic('fridge'), { ts: Date.now(), values: { temperatureC: 4 } });
    await until(async () => (await world.count('reading')) === 1);
    // What is heard and belongs to nobody is a dead letter.
    expect(await letters()).toBe(before);
    await send(discovery, config);
    await until(async () => {
      await send('esp/state', '6.5');
      return (await world.count(`heard_device where address = 'esp-1' and said::text like '%6.5%'`)) === 1;
    });
  },
);
