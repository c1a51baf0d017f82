/**
 * What the rules know at a point of a shard's log, as bytes. A district has some 100,000 series, nearly all of them
 * quiet: so phases and samples are written as short as they allow.
 */
import type { DeviceMemory, EvaluationState } from './state.ts';
import { freshPhase, type Phase, type Sample, type Transition } from './fold.ts';
import type { Series } from './series.ts';

const format = 1;

/** A quiet phase is the time of its last sample alone. */
type WrittenPhase = number | Phase;
/** Time, receive time minus time, value (null: NaN), and for detections id and evidence. */
type WrittenSample =
  | [number, number, number | null]
  | [number, number, number | null, string, Sample['evidence']];
type WrittenSeries = [string, number, WrittenPhase, WrittenPhase, WrittenSample[], Transition[]?];
interface Written {
  format: number;
  tickAt: number;
  timed: string[];
  devices: [string, WrittenSeries[], [string, number][]][];
}

export function encodeCheckpoint(state: EvaluationState): Buffer {
  const devices: Written['devices'] = [];
  for (const [key, memory] of state.devices) {
    const series: WrittenSeries[] = [];
    for (const [seriesKey, one] of memory.series) series.push(writeSeries(seriesKey, one));
    devices.push([key, series, [...memory.heard]]);
  }
  const written: Written = { format, tickAt: state.tickAt, timed: [...state.timed], devices };
  return Buffer.from(JSON.stringify(written));
}

/** @throws Error when the bytes are of another format */
export function decodeCheckpoint(bytes: Buffer): EvaluationState {
  const written = JSON.parse(bytes.toString('utf8')) as Written;
  if (written.format !== format) throw new Error(`checkpoint has format ${written.format}, not ${format}`);
  const devices = new Map<string, DeviceMemory>();
  for (const [key, series, heard] of written.devices) {
    devices.set(key, { series: new Map(series.map(readSeries)), heard: new Map(heard) });
  }
  return { devices, tickAt: written.tickAt, timed: new Set(written.timed) };
}

function writeSeries(key: string, { base, settledAt, head, tail, told }: Series): WrittenSeries {
  const written: WrittenSeries = [key, settledAt, writePhase(base), writePhase(head), tail.map(writeSample)];
  if (told.length > 0) written.push(told);
  return written;
}

function readSeries([key, settledAt, base, head, tail, told]: WrittenSeries): [string, Series] {
  return [
    key,
    { settledAt, base: readPhase(base), head: readPhase(head), tail: tail.map(readSample), told: told ?? [] },
  ];
}

function writePhase(phase: Phase): WrittenPhase {
  // The last onset means nothing once the condition has ended.
  const quiet =
    !phase.active && phase.pendingSince < 0 && phase.recoveredSince < 0 && phase.times.length === 0;
  return quiet ? phase.lastAt : phase;
}

function readPhase(written: WrittenPhase): Phase {
  return typeof written === 'number' ? { ...freshPhase(), lastAt: written } : written;
}

function writeSample({ at, receivedAt, value, id, evidence }: Sample): WrittenSample {
  const short: WrittenSample = [at, receivedAt - at, Number.isNaN(value) ? null : value];
  return id === '' && evidence === null ? short : [...short, id, evidence];
}

function readSample([at, lag, value, id = '', evidence = null]: WrittenSample): Sample {
  return { at, receivedAt: at + lag, value: value ?? Number.NaN, id, evidence };
}
