/** A report that names itself by nothing, delivered again because its connection broke before it was acknowledged. */
import mqtt from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type IngestWorld, openIngestWorld } from './ingestWorld.ts';

let world: IngestWorld;
beforeEach(async () => {
  world = await openIngestWorld();
  await world.bind('p1');
});
afterEach(() => world.close());

/** One connection of the bridge, which sends one packet under this identifier. */
async function send(packetId: number, dup: boolean, value: number): Promise<void> {
  const client = await mqtt.connectAsync(world.broker.url, {
    clientId: 'bridge',
    reconnectPeriod: 0,
    messageIdProvider: {
      allocate: () => packetId,
      getLastAllocated: () => packetId,
      register: () => true,
      deallocate: () => {},
      clear: () => {},
    },
  });
  const payload = JSON.stringify({ values: { temp: { value, unit: '°C' } } });
  await client.publishAsync('probe/p1/say', payload, { qos: 1, dup });
  await client.endAsync(true);
}
const readings = async () =>
  (await world.db.query<{ value: number }>('select value from reading order by time')).map(
    ({ value }) => value,
  );

it('[DF113] is stored once; the same value said anew is another', async () => {
  await send(7, false, 4);
  await send(7, true, 4);
  expect(await readings()).toEqual([4]);
  await send(8, false, 4);
  await send(7, true, 5);
  expect(await readings()).toEqual([4, 4, 5]);
});
