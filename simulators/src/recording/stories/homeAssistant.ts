/**
 * Home Assistant discovery, as ESPHome writes it: a fridge warms to 13 °C for five minutes, and its node is away for
 * two. It says no times, so those of receipt count.
 */
import { beginTelling, toKeep, within, wobble } from './telling.ts';

const node = 'esp-fridge';

export function homeAssistant() {
  const { say, every, messages } = beginTelling(350);
  const device = {
    identifiers: [`${node}-a1b2c3`],
    name: 'fridge 4',
    model: 'ESP32-C3',
    manufacturer: 'Espressif',
  };
  const announce = (atS: number) => {
    say(
      atS,
      `homeassistant/sensor/${node}/temperature/config`,
      {
        unit_of_measurement: '°C',
        device_class: 'temperature',
        state_class: 'measurement',
        value_template: '{{ value_json.temperature }}',
        state_topic: 'esp/fridge/state',
        unique_id: 'esp_fridge_temperature',
        device,
        availability: [{ topic: 'esp/fridge/status' }],
        expire_after: 360,
      },
      toKeep,
    );
    say(
      atS + 0.02,
      `homeassistant/binary_sensor/${node}/door/config`,
      {
        device_class: 'door',
        state_topic: 'esp/fridge/door',
        unique_id: 'esp_fridge_door',
        device,
        availability: [{ topic: 'esp/fridge/status' }],
      },
      toKeep,
    );
    say(atS + 0.04, 'esp/fridge/status', 'online', toKeep);
  };
  // A node announces itself each time it connects.
  for (const atS of [4, 32, 1076]) announce(atS);
  every({ fromS: 48, toS: 1290, everyS: 30 }, (atS, n) => {
    if (within(atS, 960, 1080)) return;
    const temperature = within(atS, 300, 600) ? wobble(13, n) : wobble(4.2, n);
    say(atS, 'esp/fridge/state', { temperature, uptime: 312 + atS });
  });
  say(285, 'esp/fridge/door', 'ON');
  say(345, 'esp/fridge/door', 'OFF');
  say(958, 'esp/fridge/status', 'offline', toKeep);
  return messages();
}
