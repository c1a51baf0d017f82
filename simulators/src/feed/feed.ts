/**
 * The district on the wire: every device reports at its own period, says that it is there, and cameras say what
 * they see. One timer serves all devices; the first reports are spread over a period, as in life. A report bears the
 * time for which it was due, not the time at which the timer rang: so the feed is the same to the last digit at any
 * speed.
 */
import { type Detection, topicOf } from '@mingchu/shared/mqtt';
import type { DetectionType } from '@mingchu/shared/vocabulary';
import { type Chance, chanceOf } from '../chance.ts';
import type { District } from '../district/buildDistrict.ts';
import { boxOf } from '../frames/layout.ts';
import { type Kitchen, makeKitchen, type Sensor } from '../kitchen/kitchen.ts';
import { breakScene } from '../kitchen/scene.ts';
import type { VirtualClock } from '../virtualClock.ts';
import { type DeviceFaults, noFaults, type Outgoing, onTheWire } from './deviceFaults.ts';
import { type Gateway, openGateway } from './gateways.ts';

export interface Feed {
  /** The first reports are due from here on, ms since 1970. */
  readonly startMs: number;
  kitchens: Map<string, Kitchen>;
  faultsOf(deviceId: string): DeviceFaults;
  /** Story values that replace what a device would measure, by metric. */
  overridesOf(deviceId: string): Map<string, number>;
  gatewayOf(siteId: string): Gateway;
  /** The camera sees it once more; the picture shows it from now on. */
  detect(siteId: string, cameraId: string, sighting: Sighting): void;
  /** Sends these bytes as they are, under the device's topic. */
  sendRaw(siteId: string, deviceId: string, kind: 'telemetry' | 'detection', text: string): void;
  close(): Promise<void>;
}

export interface Sighting {
  type: DetectionType;
  /** Time in the message; now when left out. */
  atMs?: number;
  confidence?: number;
  zone?: string;
}

export interface FeedOptions {
  district: District;
  seed: number;
  clock: VirtualClock;
  broker: string;
  /** Most MQTT connections. */
  connections: number;
  /** Runs when all are connected, before the first word: e.g. makes the devices known. */
  whenConnected?: () => Promise<void>;
}

interface Line {
  kitchen: Kitchen;
  sensor: Sensor;
  gateway: Gateway;
  topic: string;
  faults: DeviceFaults;
  overrides: Map<string, number>;
  nextAtMs: number;
  lastAtMs: number;
  seq: number;
  /** Held back by a device that reorders. */
  held: Outgoing[];
}

const tickMs = 1000;
const leadInMs = 5000;
/** After a pause of the machine longer than this, what was due meanwhile is left out. */
const longestBehindMs = 600_000;

/** Connects and begins to report. */
export async function startFeed(options: FeedOptions): Promise<Feed> {
  const { district, seed, clock } = options;
  const chance = chanceOf(seed, 'feed');
  const kitchens = makeKitchens(district, seed);
  const gateways = await openGateways(options, kitchens);
  await options.whenConnected?.();
  const startMs = clock.now() + leadInMs;
  const lines = new Map<string, Line>();
  for (const kitchen of kitchens.values()) {
    const gateway = gateways.get(kitchen.site.id) as Gateway;
    for (const sensor of kitchen.sensors.values()) {
      lines.set(sensor.device.id, lineOf(kitchen, sensor, gateway, { chance, nowMs: startMs }));
    }
  }
  announce(district, gateways, clock);
  const all = [...lines.values()];
  clock.every(tickMs, () => {
    const nowMs = clock.now();
    for (const line of all) {
      if (nowMs - line.nextAtMs > longestBehindMs) line.nextAtMs = nowMs;
      for (; line.nextAtMs <= nowMs; line.nextAtMs += line.sensor.device.reportPeriodS * 1000)
        report(line, line.nextAtMs);
    }
  });
  const detector = makeDetector(seed, clock, (siteId) => gateways.get(siteId) as Gateway);
  const lineBy = (deviceId: string) => {
    const line = lines.get(deviceId);
    if (!line) throw new Error(`no reporting device ${deviceId} in this district`);
    return line;
  };
  return {
    startMs,
    kitchens,
    faultsOf: (deviceId) => lineBy(deviceId).faults,
    overridesOf: (deviceId) => lineBy(deviceId).overrides,
    gatewayOf: (siteId) => gateways.get(siteId) as Gateway,
    detect: (siteId, cameraId, sighting) => detector(kitchens.get(siteId) as Kitchen, cameraId, sighting),
    sendRaw: (siteId, deviceId, kind, text) =>
      gateways.get(siteId)?.publish(topicOf(siteId, deviceId, kind), text),
    close: async () => {
      await Promise.all([...new Set(gateways.values())].map((gateway) => gateway.close()));
    },
  };
}

function makeKitchens(district: District, seed: number): Map<string, Kitchen> {
  const bySite = new Map<string, District['devices']>();
  for (const device of district.devices)
    bySite.set(device.siteId, [...(bySite.get(device.siteId) ?? []), device]);
  return new Map(district.sites.map((site) => [site.id, makeKitchen(seed, site, bySite.get(site.id) ?? [])]));
}

/** Neighbouring kitchens share a connection. */
async function openGateways(
  options: FeedOptions,
  kitchens: Map<string, Kitchen>,
): Promise<Map<string, Gateway>> {
  const { broker, clock, seed, connections } = options;
  const perGateway = Math.ceil(kitchens.size / connections);
  const all = [...kitchens.values()];
  const gateways = new Map<string, Gateway>();
  for (let at = 0; at < all.length; at += perGateway) {
    const group = all.slice(at, at + perGateway);
    const first = group[0] as Kitchen;
    const clientId = `sim-${seed}-${process.pid}-${first.site.id}`;
    const { id: siteId } = first.site;
    const gateway = await openGateway({ broker, clientId, siteId, gatewayId: first.gatewayId, clock });
    for (const { site } of group) gateways.set(site.id, gateway);
  }
  return gateways;
}

function announce(district: District, gateways: Map<string, Gateway>, clock: VirtualClock): void {
  const payload = JSON.stringify({ state: 'online', ts: new Date(clock.now()).toISOString() });
  for (const { siteId, id } of district.devices) {
    gateways.get(siteId)?.publish(topicOf(siteId, id, 'status'), payload, { retain: true });
  }
}

function lineOf(
  kitchen: Kitchen,
  sensor: Sensor,
  gateway: Gateway,
  start: { chance: Chance; nowMs: number },
): Line {
  const { device } = sensor;
  return {
    kitchen,
    sensor,
    gateway,
    topic: topicOf(device.siteId, device.id, 'telemetry'),
    faults: { ...noFaults },
    overrides: new Map(),
    nextAtMs: start.nowMs + start.chance.between(0, device.reportPeriodS * 1000),
    lastAtMs: start.nowMs,
    seq: 0,
    held: [],
  };
}

function report(line: Line, atMs: number): void {
  const { sensor, faults } = line;
  const values = { ...sensor.read((atMs - line.lastAtMs) / 1000), ...Object.fromEntries(line.overrides) };
  line.lastAtMs = atMs;
  if (faults.silent) return;
  for (let i = 0; i < faults.flood; i++) line.held.push({ seq: line.seq++, atMs: atMs + i, values });
  if (faults.reorder && line.held.length < 2) return;
  for (const text of onTheWire(line.held.splice(0), faults)) line.gateway.publish(line.topic, text);
}

function makeDetector(seed: number, clock: VirtualClock, gatewayOf: (siteId: string) => Gateway) {
  const chance = chanceOf(seed, 'detections');
  let count = 0;
  return (kitchen: Kitchen, cameraId: string, sighting: Sighting): void => {
    const { type, confidence, zone } = sighting;
    const scene = kitchen.scenes.get(cameraId);
    if (!scene) throw new Error(`no camera ${cameraId} in this district`);
    const cook = breakScene(scene, type);
    const atMs = sighting.atMs ?? clock.now();
    const box = boxOf(scene, type, atMs);
    const detection: Detection = {
      id: `${cameraId}-${atMs.toString(36)}-${(count++).toString(36)}`,
      ts: new Date(atMs).toISOString(),
      type,
      confidence: confidence ?? Number(chance.between(0.83, 0.98).toFixed(3)),
      ...(box ? { box } : {}),
      ...(cook ? { trackId: cook.trackId } : {}),
      ...(zone === undefined ? {} : { zone }),
      model: { name: 'sim-eye', version: '1' },
    };
    gatewayOf(kitchen.site.id).publish(
      topicOf(kitchen.site.id, cameraId, 'detection'),
      JSON.stringify(detection),
    );
  };
}
