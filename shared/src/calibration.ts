/**
 * Calibration of sensors: what a certificate says of one metric of one device, and what a value becomes by it. Used by
 * intake, by the routes that take a new one, and by the form in which it is written down.
 */
import { type Static, Type } from 'typebox';
import { Id } from './mqtt.ts';
import type { Metric } from './vocabulary.ts';

/** What is usual of an instrument for a metric; beyond it a correction is asked about, not refused. */
interface Instrument {
  /** Where kitchens measure. */
  usual: readonly [number, number];
  /** Largest usual difference between raw and corrected anywhere in there. */
  largestCorrection: number;
}

/**
 * What can be calibrated by slope and offset: the others are states, durations and charges. The largest corrections are
 * this project's proposal: some six times the accuracy that vendors state (±0.5 °C), and the error limits that one would
 * repair or replace a gas detector, a scale or a dust sensor for.
 */
export const instruments = {
  temperatureC: { usual: [-30, 120], largestCorrection: 3 },
  coreTemperatureC: { usual: [0, 120], largestCorrection: 3 },
  humidityPct: { usual: [0, 100], largestCorrection: 10 },
  gasPctLel: { usual: [0, 100], largestCorrection: 10 },
  powerW: { usual: [0, 10_000], largestCorrection: 500 },
  weightKg: { usual: [0, 200], largestCorrection: 2 },
  pm25UgM3: { usual: [0, 500], largestCorrection: 100 },
  fumeMgM3: { usual: [0, 20], largestCorrection: 2 },
} as const satisfies Partial<Record<Metric, Instrument>>;
export type CalibratedMetric = keyof typeof instruments;
export const calibratedMetrics = Object.keys(instruments) as CalibratedMetric[];

export function isCalibrated(metric: string | null): metric is CalibratedMetric {
  return metric !== null && metric in instruments;
}

/**
 * Proposed time to the next calibration, months. No law names one for kitchens (食品安全法 Art. 56 asks for "regular"
 * checks; not compared with its text), and a laboratory does not state one unless asked: the owner decides. A year is
 * the most that the metrology of gas detectors and thermometers commonly allows.
 */
export const usualIntervalMonths = 12;
/** From when a due date is told of beforehand, days: time to book a laboratory. */
export const dueSoonDays = 30;
/** Latest due date, years after the calibration. */
const maxIntervalYears = 5;
/** Oldest calibration that is taken, years. */
const maxAgeYears = 10;

/** Codes by which probes tell that they measure nothing (DS18B20: 85 at power-on, −127 unplugged): never corrected. */
const faultCodes: Readonly<Record<string, readonly number[]>> = {
  temperatureC: [85, -127],
  coreTemperatureC: [85, -127],
};

export interface Correction {
  slope: number;
  offset: number;
}

/** Steps of a corrected value: finer than any sensor, coarse enough that 8.3 − 0.3 is 8 and no limit is passed by noise. */
const stepsPerUnit = 1e6;

/** The value that a sensor would show without its error. A code of a fault stays what it is. */
export function correctedValue(metric: string, raw: number, { slope, offset }: Correction): number {
  if (faultCodes[metric]?.includes(raw)) return raw;
  return Math.round((raw * slope + offset) * stepsPerUnit) / stepsPerUnit;
}

/** Largest difference that a correction makes where kitchens measure. */
export function largestDifference(metric: CalibratedMetric, { slope, offset }: Correction): number {
  return Math.max(...instruments[metric].usual.map((raw) => Math.abs(raw * slope + offset - raw)));
}

/** More than an instrument that is in order needs: somebody must say that it is meant. */
export function isUnusual(metric: CalibratedMetric, correction: Correction): boolean {
  return largestDifference(metric, correction) > instruments[metric].largestCorrection;
}

/** Why a calibration cannot be taken, whoever asks. */
export const calibrationMistakes = [
  'slope-not-usable',
  'offset-not-usable',
  'valid-from-in-future',
  'valid-from-too-old',
  'due-before-valid',
  'due-too-late',
] as const;
export type CalibrationMistake = (typeof calibrationMistakes)[number];

/** A wrong sign or a decimal point at the wrong place; a sensor that needs it is broken. */
const usableSlope = [0.1, 10] as const;
/** A form is filled in on a clock that may be ahead of ours. ms. */
const clockToleranceMs = 60_000;

/** The first mistake, null when there is none. `now` in ms since 1970. */
export function mistakeIn(
  {
    metric,
    slope,
    offset,
    validFrom,
    dueOn,
  }: Pick<NewCalibrationBody, 'metric' | 'slope' | 'offset' | 'validFrom' | 'dueOn'>,
  now: number,
): CalibrationMistake | null {
  const [low, high] = instruments[metric].usual;
  const from = Date.parse(validFrom);
  if (!(slope >= usableSlope[0] && slope <= usableSlope[1])) return 'slope-not-usable';
  if (!(Math.abs(offset) <= high - low)) return 'offset-not-usable';
  if (!(from <= now + clockToleranceMs)) return 'valid-from-in-future';
  if (from < now - maxAgeYears * yearMs) return 'valid-from-too-old';
  if (dueOn <= districtDay(from)) return 'due-before-valid';
  return dueOn > districtDay(from + maxIntervalYears * yearMs) ? 'due-too-late' : null;
}

const dayMs = 86_400_000;
const yearMs = 366 * dayMs;
/** The district's time is UTC+8 all year. */
const districtOffsetMs = 8 * 3_600_000;

/** `YYYY-MM-DD` in the district. */
export function districtDay(ms: number): string {
  return new Date(ms + districtOffsetMs).toISOString().slice(0, 10);
}

/** The last day that counts as soon. */
export function soonDay(now: number): string {
  return districtDay(now + dueSoonDays * dayMs);
}

/** The usual due date: the same day so many months on, or the last of a shorter month. */
export function usualDueOn(validFrom: number): string {
  const [year = 0, month = 0, day = 0] = districtDay(validFrom).split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + usualIntervalMonths, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + usualIntervalMonths, Math.min(day, lastDay)))
    .toISOString()
    .slice(0, 10);
}

/** `due`: within 30 days, its last day included. */
export const calibrationStates = ['overdue', 'due', 'never', 'good'] as const;
export type CalibrationState = (typeof calibrationStates)[number];

export function calibrationState(dueOn: string | null, now: number): CalibrationState {
  if (dueOn === null) return 'never';
  if (dueOn < districtDay(now)) return 'overdue';
  return dueOn <= soonDay(now) ? 'due' : 'good';
}

const Day = Type.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', format: 'date' });
const NullableText = Type.Union([Type.String(), Type.Null()]);

/** `POST /calibrations`: as the certificate says it. */
export const NewCalibrationBody = Type.Object({
  siteId: Id,
  deviceId: Id,
  metric: Type.Enum([...calibratedMetrics]),
  /** value = raw × slope + offset. */
  slope: Type.Number(),
  offset: Type.Number(),
  /** Readings of this moment and later are corrected, as far as they come after it is written down. */
  validFrom: Type.String({ format: 'date-time' }),
  performedBy: Type.String({ minLength: 1, maxLength: 80 }),
  certificate: Type.String({ minLength: 1, maxLength: 80 }),
  laboratory: Type.Union([Type.String({ minLength: 1, maxLength: 120 }), Type.Null()]),
  /** The last day of validity. */
  dueOn: Day,
  note: Type.String({ maxLength: 500 }),
  /** Somebody has looked again at a correction that is unusual. */
  confirmed: Type.Optional(Type.Boolean()),
});
export type NewCalibrationBody = Static<typeof NewCalibrationBody>;

/** `POST /calibrations/{id}/withdraw`. */
export const WithdrawCalibrationBody = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) });

/** One calibration. It is never changed: a later one supersedes it, or it is withdrawn. */
export const CalibrationView = Type.Object({
  id: Type.Integer(),
  siteId: Type.String(),
  deviceId: Type.String(),
  metric: Type.Enum([...calibratedMetrics]),
  slope: Type.Number(),
  offset: Type.Number(),
  validFrom: Type.String(),
  performedBy: Type.String(),
  certificate: Type.String(),
  laboratory: NullableText,
  dueOn: Type.String(),
  note: Type.String(),
  recordedBy: Type.String(),
  recordedAt: Type.String(),
  withdrawn: Type.Union([
    Type.Object({ by: Type.String(), at: Type.String(), reason: Type.String() }),
    Type.Null(),
  ]),
});
export type CalibrationView = Static<typeof CalibrationView>;

/** One metric of one device, and the calibration in force. */
export const CalibrationLine = Type.Object({
  siteId: Type.String(),
  deviceId: Type.String(),
  metric: Type.Enum([...calibratedMetrics]),
  state: Type.Enum([...calibrationStates]),
  current: Type.Union([CalibrationView, Type.Null()]),
});
export type CalibrationLine = Static<typeof CalibrationLine>;

/** The same, for the page of its site: with the newest reading of the last day, and what the sensor said. */
export const SiteCalibrationLine = Type.Object({
  ...CalibrationLine.properties,
  last: Type.Union([
    Type.Object({ time: Type.String(), value: Type.Number(), raw: Type.Number() }),
    Type.Null(),
  ]),
});
export type SiteCalibrationLine = Static<typeof SiteCalibrationLine>;

export const calibrationFilters = [...calibrationStates, 'all'] as const;
export type CalibrationFilter = (typeof calibrationFilters)[number];

/** Calibrations as a table: as they are written down. */
export const calibrationColumns = [
  'siteId',
  'deviceId',
  'metric',
  'slope',
  'offset',
  'validFrom',
  'performedBy',
  'certificate',
  'laboratory',
  'dueOn',
  'note',
] as const;
export type CalibrationColumn = (typeof calibrationColumns)[number];

/** `POST /calibrations/import`; with `dryRun` nothing changes, and the answer says what would. */
export const ImportCalibrationsBody = Type.Object({
  text: Type.String({ maxLength: 800_000 }),
  dryRun: Type.Boolean(),
  /** Unusual corrections among them were compared with their certificates. */
  confirmed: Type.Boolean(),
});
export type ImportCalibrationsBody = Static<typeof ImportCalibrationsBody>;
