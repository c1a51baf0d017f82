/** The story of each family, by its id: what the committed recordings tell. */
import { headLine, messageLine, type RecordedMessage } from '../recordedMessage.ts';
import { gb28181, hikvision } from './cameras.ts';
import { frigate } from './frigate.ts';
import { homeAssistant } from './homeAssistant.ts';
import { chirpstack, thingsStack } from './lorawan.ts';
import { shelly } from './shelly.ts';
import { sparkplug } from './sparkplug.ts';
import { tasmota } from './tasmota.ts';
import { storyStart } from './telling.ts';
import { thingsboard } from './thingsboard.ts';
import { zigbee2mqtt } from './zigbee2mqtt.ts';

const stories: Record<string, () => RecordedMessage[]> = {
  zigbee2mqtt,
  frigate,
  tasmota,
  shelly,
  sparkplug,
  chirpstack,
  'things-stack': thingsStack,
  homeassistant: homeAssistant,
  thingsboard,
  hikvision,
  gb28181,
};

/** Texts of the recordings, by family. */
export function tellStories(): Map<string, string> {
  const head = headLine({ startedAt: new Date(storyStart).toISOString(), topics: ['#'] });
  return new Map(
    Object.entries(stories).map(([family, tell]) => [family, head + tell().map(messageLine).join('')]),
  );
}
