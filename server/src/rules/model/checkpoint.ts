/** What the rules know at a point of a shard's log, as bytes. */
import type { DeviceMemory, EvaluationState } from './evaluate.ts';
import type { Sample } from './fold.ts';
import type { Series } from './series.ts';

const format = 1;

interface Written {
  format: number;
  tickAt: number;
  timed: string[];
  devices: [string, { series: [string, Series][]; heard: [string, number][] }][];
}

export function encodeCheckpoint(state: EvaluationState): Buffer {
  const written: Written = {
    format,
    tickAt: state.tickAt,
    timed: [...state.timed],
    devices: [...state.devices].map(([key, memory]) => [
      key,
      { series: [...memory.series], heard: [...memory.heard] },
    ]),
  };
  return Buffer.from(JSON.stringify(written));
}

/** @throws Error when the bytes are of another format */
export function decodeCheckpoint(bytes: Buffer): EvaluationState {
  const written = JSON.parse(bytes.toString('utf8')) as Written;
  if (written.format !== format) throw new Error(`checkpoint has format ${written.format}, not ${format}`);
  const devices = new Map<string, DeviceMemory>();
  for (const [key, memory] of written.devices) {
    for (const [, series] of memory.series) series.tail.forEach(restoreNaN);
    devices.set(key, { series: new Map(memory.series), heard: new Map(memory.heard) });
  }
  return { devices, tickAt: written.tickAt, timed: new Set(written.timed) };
}

/** JSON writes NaN (a sample that the rule's condition excludes) as null. */
function restoreNaN(sample: Omit<Sample, 'value'> & { value: number | null }): void {
  sample.value ??= Number.NaN;
}
