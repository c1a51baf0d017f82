/**
 * What the rules know at a point of a shard's log, as bytes. A district has some 100,000 series, nearly all of them
 * quiet: so phases and samples are written as short as they allow.
 */
import type { Speech } from '@mingchu/shared/speech';
import type { DeviceMemory, EvaluationState } from './state.ts';
import { freshPhase, type Phase, type Sample, type Transition } from './phase.ts';
import type { Link } from './gateways.ts';
import type { Series } from './series.ts';

const format = 1;

/** A quiet phase is the time of its last sample alone; one that waits: that time, since when, and its values. */
type WrittenPhase = number | [lastAt: number, pendingSince: number, ...values: number[]] | Phase;
/** Time, receive time minus time, value (null: NaN), and for detections id, evidence, and whether it is conclusive. */
type WrittenSample =
  | [number, number, number | null]
  | [number, number, number | null, string, Sample['evidence'], true?];
type WrittenSeries = [string, number, WrittenPhase, WrittenPhase, WrittenSample[], Transition[]?];
interface Written {
  format: number;
  tickAt: number;
  timed: string[];
  /** Links are left out when there are none, and speech is by those who do not know it. */
  links?: [string, Link][];
  devices: [string, WrittenSeries[], [string, number][], WrittenSpeech?][];
}
/** When last heard, since when in this report, long pauses; of who never spoke nothing. */
type WrittenSpeech = number[];

export function encodeCheckpoint(state: EvaluationState): Buffer {
  const devices: Written['devices'] = [];
  for (const [key, memory] of state.devices) {
    const series: WrittenSeries[] = [];
    for (const [seriesKey, one] of memory.series) series.push(writeSeries(seriesKey, one));
    devices.push([key, series, [...memory.heard], writeSpeech(memory.speech)]);
  }
  const written: Written = { format, tickAt: state.tickAt, timed: [...state.timed], devices };
  if (state.links.size > 0) written.links = [...state.links];
  return Buffer.from(JSON.stringify(written));
}

/** @throws Error when the bytes are of another format */
export function decodeCheckpoint(bytes: Buffer): EvaluationState {
  const written = JSON.parse(bytes.toString('utf8')) as Written;
  if (written.format !== format) throw new Error(`checkpoint has format ${written.format}, not ${format}`);
  const devices = new Map<string, DeviceMemory>();
  for (const [key, series, heard, speech = []] of written.devices) {
    devices.set(key, {
      series: new Map(series.map(readSeries)),
      heard: new Map(heard),
      speech: readSpeech(speech),
    });
  }
  const { tickAt, timed, links = [] } = written;
  return { devices, tickAt, timed: new Set(timed), links: new Map(links) };
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
  const { lastAt, pendingSince, values } = phase;
  if (phase.active || phase.recoveredSince >= 0 || phase.times.length > 0) return phase;
  // The last onset means nothing once the condition has ended.
  return pendingSince < 0 && values.length === 0 ? lastAt : [lastAt, pendingSince, ...values];
}

function readPhase(written: WrittenPhase): Phase {
  if (typeof written === 'number') return { ...freshPhase(), lastAt: written };
  if (!Array.isArray(written)) return written;
  const [lastAt, pendingSince, ...values] = written;
  return { ...freshPhase(), lastAt, pendingSince, values };
}

function writeSpeech({ lastAt, reportAt, longPauses }: Speech): WrittenSpeech {
  return lastAt < 0 ? [] : [lastAt, reportAt, ...longPauses];
}

function readSpeech([lastAt = -1, reportAt = -1, ...longPauses]: WrittenSpeech): Speech {
  return { lastAt, reportAt, longPauses };
}

function writeSample({ at, receivedAt, value, id, evidence, conclusive }: Sample): WrittenSample {
  const short: [number, number, number | null] = [at, receivedAt - at, Number.isNaN(value) ? null : value];
  if (conclusive) return [...short, id, evidence, conclusive];
  return id === '' && evidence === null ? short : [...short, id, evidence];
}

function readSample([at, lag, value, id = '', evidence = null, conclusive]: WrittenSample): Sample {
  const sample = { at, receivedAt: at + lag, value: value ?? Number.NaN, id, evidence };
  return conclusive ? { ...sample, conclusive } : sample;
}
