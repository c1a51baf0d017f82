/**
 * Tasmota with two DS18B20: a fridge warms to 13 °C for six minutes, its probe once says the value of a reset, and the
 * node is away for two. Its times have no zone, so the time of receipt counts.
 */
import { beginTelling, local, toKeep, within, wobble } from './telling.ts';

const node = 'tasmota_A1B2C3';

export function tasmota() {
  const { say, every, messages } = beginTelling(70);
  say(1, `tele/${node}/LWT`, 'Online', toKeep);
  every({ fromS: 40, toS: 1290, everyS: 30 }, (atS, n) => {
    if (within(atS, 960, 1080)) return;
    const cold = atS === 160 ? 85 : within(atS, 300, 660) ? wobble(13, n) : wobble(3.3, n);
    say(atS, `tele/${node}/SENSOR`, {
      Time: local(atS).slice(0, 19),
      'DS18B20-1': { Id: '00000566CC39', Temperature: cold },
      'DS18B20-2': { Id: '0000059352D4', Temperature: wobble(-18.6, n) },
      TempUnit: 'C',
    });
  });
  say(955, `tele/${node}/LWT`, 'Offline', toKeep);
  say(1078, `tele/${node}/LWT`, 'Online', toKeep);
  return messages();
}
