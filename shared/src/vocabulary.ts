/** The closed vocabularies of the canonical topics: detection types, metrics with units, kinds of device and site. */
export const detectionTypes = [
  'no-hat',
  'no-mask',
  'no-uniform',
  'bare-chest',
  'no-gloves',
  'smoking',
  'phone-use',
  'rodent',
  'animal',
  'bin-open',
  'bin-overflow',
  'fire-smoke',
  'unattended-flame',
  'floor-wet',
  'stranger',
  'raw-cooked-mix',
  'food-on-floor',
  'camera-covered',
  'camera-blurred',
] as const;
export type DetectionType = (typeof detectionTypes)[number];

/** Metric name → unit shown to people. Names carry their unit last. */
export const metricUnits = {
  temperatureC: '°C',
  humidityPct: '%',
  coreTemperatureC: '°C',
  gasPctLel: '%LEL',
  smoke: '',
  waterLeak: '',
  doorOpen: '',
  powerW: 'W',
  uvMinutes: 'min',
  weightKg: 'kg',
  batteryPct: '%',
  pm25UgM3: 'µg/m³',
  fumeMgM3: 'mg/m³',
} as const;
export type Metric = keyof typeof metricUnits;
export const metrics = Object.keys(metricUnits) as Metric[];

/**
 * What a device watches. Rules select devices by kind.
 * `sample-fridge` is the dedicated cabinet for retained food samples (留样柜).
 */
export const deviceKinds = [
  'camera',
  'fridge',
  'freezer',
  'sample-fridge',
  'hot-holding',
  'cold-room',
  'disinfection-cabinet',
  'core-thermometer',
  'gas-detector',
  'smoke-detector',
  'water-leak',
  'air',
  'scale',
  'gateway',
] as const;
export type DeviceKind = (typeof deviceKinds)[number];

export const siteKinds = ['school', 'kindergarten', 'restaurant', 'central-kitchen'] as const;
export type SiteKind = (typeof siteKinds)[number];

export const roles = ['duty', 'chief', 'admin', 'inspector', 'leader'] as const;
/** 值班员 · 所长 · 管理员 · 网格员 · 组长. */
export type Role = (typeof roles)[number];
