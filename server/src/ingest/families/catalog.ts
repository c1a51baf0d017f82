/** Every family that intake understands. A new one is a file beside this one and a line here. */
import type { Family } from './family.ts';
import { frigate } from './frigate/frigate.ts';
import { gb28181 } from './gb28181.ts';
import { hikvision } from './hikvision.ts';
import { homeAssistant } from './homeassistant/homeAssistant.ts';
import { chirpstack } from './lorawan/chirpstack.ts';
import { thingsStack } from './lorawan/thingsStack.ts';
import { shelly } from './shelly/shelly.ts';
import { sparkplug } from './sparkplug/sparkplug.ts';
import { tasmota } from './tasmota.ts';
import { thingsboard } from './thingsboard/thingsboard.ts';
import { zigbee2mqtt } from './zigbee2mqtt/zigbee2mqtt.ts';

export const families: readonly Family[] = [
  zigbee2mqtt,
  frigate,
  tasmota,
  shelly,
  sparkplug,
  chirpstack,
  thingsStack,
  homeAssistant,
  thingsboard,
  hikvision,
  gb28181,
];
