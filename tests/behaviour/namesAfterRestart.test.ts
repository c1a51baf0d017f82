/** The names of a Zigbee network outlive a restart of intake, though its bridge says its list only to itself. */
import { expect, it } from 'vitest';
import { publish, until } from '../harness/publishers.ts';
import { openIngestWorld } from './ingestWorld.ts';

const address = '0x00158d0001a2b3c4';

it('[DF118] a report after a restart, before the bridge says its list again, is that of its bound device', async () => {
  const world = await openIngestWorld();
  try {
    const send = (name: string, payload: unknown) =>
      publish(world.device, `zigbee2mqtt/${name}`, payload).acknowledged;
    await send('bridge/devices', [
      { ieee_address: address, friendly_name: 'kitchen/fridge 1', type: 'EndDevice' },
    ]);
    await until(async () => (await world.count('heard_device')) === 1);
    await world.bind(address, { family: 'zigbee2mqtt', deviceId: 'probe', name: 'probe' });
    await world.restart();
    await send('kitchen/fridge 1', { temperature: 3.5, battery: 90 });
    await until(async () => (await world.count('reading')) === 2);
    expect(
      await world.db.query(`select device_id as device, metric, value from reading order by metric`),
    ).toEqual([
      { device: 'probe', metric: 'batteryPct', value: 90 },
      { device: 'probe', metric: 'temperatureC', value: 3.5 },
    ]);
    expect(await world.db.query('select address from heard_device')).toEqual([{ address }]);
  } finally {
    await world.close();
  }
});
