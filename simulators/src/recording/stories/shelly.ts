/**
 * Shelly: a Plus 1PM at a disinfection cabinet with a probe in a fridge at its add-on, which warms by 8 °C, and is
 * itself away for two minutes; a flood sensor of the first generation finds water and has an empty battery.
 */
import { at, beginTelling, toKeep, within, wobble } from './telling.ts';

const plug = 'shellyplus1pm-a8032ab12345';
const flood = 'shellies/shellyflood-B8A412';

export function shelly() {
  const { say, every, messages } = beginTelling(140);
  say(1, `${plug}/online`, 'true', toKeep);
  say(2, 'shellies/announce', {
    id: 'shellyflood-B8A412',
    model: 'SHWT-1',
    mac: 'C45BBEB8A412',
    ip: '192.168.1.32',
    new_fw: false,
    fw_ver: '20230913-112531/v1.14.0',
  });
  every({ fromS: 50, toS: 1290, everyS: 30 }, (atS, n) => {
    if (within(atS, 960, 1080)) return;
    const tC = within(atS, 300, 600) ? wobble(11, n) : wobble(3.1, n);
    say(atS, `${plug}/events/rpc`, {
      src: plug,
      dst: `${plug}/events`,
      method: 'NotifyStatus',
      params: {
        ts: at(atS - 0.3) / 1000,
        'switch:0': { id: 0, apower: wobble(1480, n), output: true },
        'temperature:100': { id: 100, tC, tF: Math.round((tC * 1.8 + 32) * 10) / 10 },
      },
    });
  });
  every({ fromS: 55, toS: 1290, everyS: 30 }, (atS) =>
    say(atS, `${flood}/sensor/flood`, String(within(atS, 420, 660))),
  );
  every({ fromS: 60, toS: 1290, everyS: 60 }, (atS, n) =>
    say(atS, `${flood}/sensor/battery`, String(within(atS, 540, 840) ? 11 : 96 - (n % 2))),
  );
  say(952, `${plug}/online`, 'false', toKeep);
  say(1077, `${plug}/online`, 'true', toKeep);
  return messages();
}
