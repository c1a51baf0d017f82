/**
 * Zigbee2MQTT 2.x: the battery of a fridge's sensor runs low and is changed, water lies under the sink for four
 * minutes, and the fridge is away for two.
 */
import { beginTelling, at, iso, toKeep, within, wobble } from './telling.ts';

const base = 'zigbee2mqtt';
const fridge = 'kitchen/fridge 1';
const sink = 'sink';

const joined = (ieee: string, name: string, model: string, properties: [string, string | undefined][]) => ({
  ieee_address: ieee,
  type: 'EndDevice',
  network_address: 29_159,
  supported: true,
  disabled: false,
  friendly_name: name,
  power_source: 'Battery',
  interview_completed: true,
  definition: {
    model,
    vendor: 'Aqara',
    exposes: properties.map(([property, unit]) => ({
      type: unit === undefined ? 'binary' : 'numeric',
      name: property,
      label: property,
      property,
      access: 1,
      ...(unit !== undefined && { unit }),
    })),
  },
});

const devices = [
  { ieee_address: '0x00124b0024c3a1b2', type: 'Coordinator', friendly_name: 'Coordinator' },
  joined('0x00158d0001a2b3c4', fridge, 'WSDCGQ11LM', [
    ['battery', '%'],
    ['temperature', '°C'],
    ['humidity', '%'],
    ['linkquality', 'lqi'],
  ]),
  joined('0x00158d0003c4d5e6', sink, 'SJCGQ11LM', [
    ['water_leak', undefined],
    ['battery', '%'],
    ['linkquality', 'lqi'],
  ]),
];

export function zigbee2mqtt() {
  const { say, every, messages } = beginTelling(0);
  say(2, `${base}/bridge/state`, { state: 'online' }, toKeep);
  // Told again when a device joins: it may be lost once.
  for (const atS of [3, 66]) say(atS, `${base}/bridge/devices`, devices, toKeep);
  every({ fromS: 90, toS: 1290, everyS: 30 }, (atS, n) => {
    if (within(atS, 960, 1080)) return;
    say(atS, `${base}/${fridge}`, {
      battery: within(atS, 480, 780) ? 12 : 100,
      humidity: wobble(61, n),
      last_seen: iso(atS - 0.2),
      linkquality: 80 + (n % 9),
      temperature: wobble(4.1, n),
    });
  });
  every({ fromS: 100, toS: 1290, everyS: 30 }, (atS, n) =>
    say(atS, `${base}/${sink}`, {
      battery: 100,
      last_seen: at(atS - 0.1),
      linkquality: 90 + (n % 7),
      water_leak: within(atS, 420, 660),
    }),
  );
  say(950, `${base}/${fridge}/availability`, { state: 'offline' }, toKeep);
  say(1079, `${base}/${fridge}/availability`, { state: 'online' }, toKeep);
  return messages();
}
