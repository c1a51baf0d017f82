/**
 * What a heard device most likely is: at which site, of which kind, and why that is thought. People decide; this only
 * fills in the form. The first reason that finds something wins, strongest first.
 */
import { canonicalFamily, type HeardAddress, type Proposals } from '@mingchu/shared/bindings';
import { type DetectionType, detectionTypes, type DeviceKind, type Metric } from '@mingchu/shared/vocabulary';
import { type FindSite, standsAlone } from './siteNames.ts';

export interface Suspect extends HeardAddress {
  name: string | null;
  maker: string | null;
  model: string | null;
  gateway: string | null;
  /** Others name it as the gateway that they speak through. */
  isGateway: boolean;
  reportPeriodS: number | null;
  /** Metrics and detection types that its values become. */
  becomes: readonly string[];
}

export interface Known {
  sites: { has(siteId: string): boolean };
  siteIn: FindSite;
  /** Site of an address that is bound; undefined for others. */
  siteOfAddress: (at: HeardAddress) => string | undefined;
  /** Site of most devices that speak through this gateway; undefined when there are none. */
  siteOfGateway: (at: { family: string; mount: string; gateway: string }) => string | undefined;
  devicesOf: (siteId: string) => readonly { id: string }[];
  /** Of its family; its own word counts more. */
  reportPeriodS: number;
}

export function propose(suspect: Suspect, known: Known): Proposals {
  const site = proposeSite(suspect, known);
  const kind = proposeKind(suspect);
  return {
    site,
    kind,
    deviceId: proposeId(suspect, { site, kind, known }),
    reportPeriodS: suspect.reportPeriodS ?? known.reportPeriodS,
  };
}

function proposeSite(suspect: Suspect, known: Known): Proposals['site'] {
  const { family, mount, address, gateway } = suspect;
  if (family === canonicalFamily) {
    const siteId = address.split('/')[0] ?? '';
    return known.sites.has(siteId) ? { siteId, reason: 'its-topic' } : null;
  }
  if (mount !== '' && known.sites.has(mount)) return { siteId: mount, reason: 'its-mount' };
  if (gateway !== null) {
    const siteId =
      known.siteOfAddress({ family, mount, address: gateway }) ??
      known.siteOfGateway({ family, mount, gateway });
    if (siteId !== undefined) return { siteId, reason: 'its-gateway' };
  }
  const siteId = known.siteIn(`${address} ${suspect.name ?? ''}`);
  return siteId === null ? null : { siteId, reason: 'its-name' };
}

/** Words by which people and makers call things; the first kind with a word that fits is meant. */
const kindWords: readonly (readonly [DeviceKind, readonly string[]])[] = [
  ['sample-fridge', ['留样', 'sample fridge', 'sample-fridge', 'sample_fridge', 'samplefridge']],
  ['disinfection-cabinet', ['消毒', 'disinfect', 'steriliz']],
  [
    'core-thermometer',
    ['中心温度', '探针', 'core temp', 'core_temp', 'core-temp', 'meat probe', 'grillprobe'],
  ],
  ['cold-room', ['冷库', 'cold room', 'cold_room', 'cold-room', 'coldroom', 'walk-in']],
  ['freezer', ['冷冻', '冰柜', '冻库', 'freezer', 'deep-freeze']],
  ['fridge', ['冰箱', '冷藏', 'fridge', 'refrigerat', 'cooler']],
  ['hot-holding', ['保温', '热柜', 'hot holding', 'hot-holding', 'warmer', 'bain']],
  ['gas-detector', ['燃气', '煤气', '可燃', 'gas', 'methane', 'lpg', 'ch4']],
  ['smoke-detector', ['烟感', '烟雾', 'smoke']],
  ['water-leak', ['水浸', '漏水', 'leak', 'flood', 'water sensor']],
  ['scale', ['秤', '称重', 'scale', 'weigh']],
  ['camera', ['摄像', '相机', 'camera', 'ipc', 'doorbell', 'nvr']],
  ['gateway', ['网关', 'gateway', 'coordinator', 'bridge', 'hub']],
  ['air', ['油烟', '空气', 'air', 'pm2', 'fume', 'climate', 'ambient']],
];

/** Metrics that only one kind has; before those of the air, which many have. */
const kindsOfMetrics: readonly (readonly [Metric, DeviceKind])[] = [
  ['gasPctLel', 'gas-detector'],
  ['smoke', 'smoke-detector'],
  ['waterLeak', 'water-leak'],
  ['coreTemperatureC', 'core-thermometer'],
  ['uvMinutes', 'disinfection-cabinet'],
  ['weightKg', 'scale'],
  ['pm25UgM3', 'air'],
  ['fumeMgM3', 'air'],
  ['humidityPct', 'air'],
  ['doorOpen', 'fridge'],
  ['temperatureC', 'fridge'],
];
const kindsOfFamilies: Record<string, DeviceKind> = {
  frigate: 'camera',
  hikvision: 'camera',
  gb28181: 'camera',
};

/** By those who speak through it, name, values, model or family; null when nothing says it. */
export function proposeKind({
  family,
  isGateway,
  name,
  address,
  maker,
  model,
  becomes,
}: Omit<Suspect, 'gateway' | 'reportPeriodS'>): Proposals['kind'] {
  if (isGateway) return { kind: 'gateway', word: '', reason: 'its-devices' };
  const named = wordIn(`${name ?? ''} ${address}`);
  if (named) return { ...named, reason: 'its-name' };
  const detection = becomes.find((each) => detectionTypes.includes(each as DetectionType));
  if (detection !== undefined) return { kind: 'camera', word: detection, reason: 'its-values' };
  const ofModel = wordIn(`${maker ?? ''} ${model ?? ''}`);
  const sure = kindsOfMetrics.find(([metric]) => becomes.includes(metric));
  // A temperature says little: what the model is called says more.
  if (sure && !(ofModel && ['fridge', 'air'].includes(sure[1])))
    return { kind: sure[1], word: sure[0], reason: 'its-values' };
  if (ofModel) return { ...ofModel, reason: 'its-model' };
  const ofFamily = kindsOfFamilies[family];
  return ofFamily ? { kind: ofFamily, word: family, reason: 'its-family' } : null;
}

function wordIn(text: string): { kind: DeviceKind; word: string } | null {
  const small = text.toLowerCase();
  for (const [kind, words] of kindWords) {
    const word = words.find((each) => contains(small, each));
    if (word !== undefined) return { kind, word };
  }
  return null;
}

/** Short Latin words stand in others by chance (`air` in `chair`): they must stand alone. */
const shortWordChars = 4;

function contains(text: string, word: string): boolean {
  const isShort = word.length <= shortWordChars && /^[a-z0-9]+$/.test(word);
  return isShort ? standsAlone(text, word) : text.includes(word);
}

function proposeId(
  { family, address }: Suspect,
  { site, kind, known }: { site: Proposals['site']; kind: Proposals['kind']; known: Known },
): string | null {
  if (family === canonicalFamily) return address.split('/')[1] ?? null;
  return site && kind ? freeDeviceId(kind.kind, known.devicesOf(site.siteId)) : null;
}

/** `fridge-1`, or the next number that no device of the site has. */
export function freeDeviceId(kind: DeviceKind, devices: readonly { id: string }[]): string {
  const taken = new Set(devices.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = `${kind}-${number}`;
    if (!taken.has(id)) return id;
  }
}
