import { describe, expect, it } from 'vitest';
import { families } from './catalog.ts';
import { devEui as chirpstackEui, gatewayState, gateways, uplink } from './fixtures/chirpstack.ts';
import { fixturesOf } from './fixtures/allFixtures.ts';
import { type Fixture, packetOf } from './fixtures/fixture.ts';
import { alarm, camera, gbTopic } from './fixtures/gb28181.ts';
import { alertTopic, heartbeat } from './fixtures/hikvision.ts';
import { fridgeId } from './fixtures/homeAssistant.ts';
import { climateId, gasId } from './fixtures/shelly.ts';
import { device as sparkplugDevice, node as sparkplugNode, topic } from './fixtures/sparkplug.ts';
import { coldProbe, frozenProbe, node } from './fixtures/tasmota.ts';
import { devEui } from './fixtures/thingsStack.ts';
import { gatewayUser } from './fixtures/thingsboard.ts';
import { fridgeAddress, fridgeName } from './fixtures/zigbee2mqtt.ts';

/** Who a family takes for the writer of this, after its fixtures or those given. */
function speakersOf(id: string, garbage: Fixture, heard: readonly Fixture[] = fixturesOf[id] ?? []) {
  const family = families.find((one) => one.id === id);
  if (!family) throw new Error(id);
  const known = family.begin();
  for (const fixture of heard) family.decode(packetOf(fixture), known);
  return family.speakers?.(packetOf(garbage), known);
}

const cut = (at: string, username?: string): Fixture => ({
  topic: at,
  payload: '{"temp',
  ...(username !== undefined && { username }),
});

describe('[DF125] who wrote what cannot be read', () => {
  it.each<[string, string, Fixture, readonly string[]]>([
    ['zigbee2mqtt', 'a name of the list', cut(`zigbee2mqtt/${fridgeName}`), [fridgeAddress]],
    ['zigbee2mqtt', 'the bridge', cut('zigbee2mqtt/bridge/devices'), ['bridge']],
    ['chirpstack', 'the device of the topic', cut(uplink().topic), [chirpstackEui]],
    ['chirpstack', 'a gateway', cut(gatewayState(gateways[0], {}).topic), [gateways[0]]],
    [
      'things-stack',
      'the id that was heard',
      cut('v3/kitchens@ttn/devices/cold-room-2/up'),
      [devEui.toLowerCase()],
    ],
    ['things-stack', 'nobody of a topic of all', cut('tts/up'), []],
    ['tasmota', 'a node and its sensors', cut(`tele/${node}/SENSOR`), [node, coldProbe, frozenProbe]],
    ['shelly', 'a prefix', cut(`${climateId}/events/rpc`), [climateId]],
    ['shelly', 'a first generation', cut(`shellies/${gasId}/sensor/gas`), [gasId]],
    ['homeassistant', 'a learned topic', cut('esp/fridge/state'), [fridgeId]],
    ['homeassistant', 'no configuration', cut('homeassistant/sensor/x/config'), []],
    ['thingsboard', 'who signed in', cut('v1/gateway/telemetry', gatewayUser), [gatewayUser]],
    ['thingsboard', 'nobody without a name', cut('v1/devices/me/telemetry'), []],
    ['sparkplug', 'a device, then its node', cut(topic('DDATA')), [sparkplugDevice, sparkplugNode]],
    ['frigate', 'a camera', cut('frigate/prep/status/detect'), ['prep']],
    ['frigate', 'the instance', cut('frigate/reviews'), ['@instance']],
    ['gb28181', 'what is left of the body', { topic: gbTopic('alarm'), payload: alarm() }, [camera]],
    ['gb28181', 'nobody of no body', cut(gbTopic('alarm')), []],
  ])('%s: %s', (id, _name, garbage, speakers) => {
    const said = speakersOf(id, garbage) ?? [];
    expect(said.slice(0, Math.max(1, speakers.length))).toEqual(speakers);
  });

  it('hikvision: the name, and its channel while there is but one', () => {
    const one = heartbeat(1);
    const [first, second] = [one, heartbeat(2)].map((payload) => ({ topic: alertTopic, payload }));
    if (!first || !second) throw new Error('two messages');
    expect(speakersOf('hikvision', cut(alertTopic), [first])).toEqual(['nvr1', 'nvr1/1']);
    expect(speakersOf('hikvision', cut(alertTopic), [first, second])).toEqual(['nvr1']);
  });
});
