/**
 * Classes of whole pictures: a bin that is open, a floor that is wet. Frigate has seen one several times in a row before
 * it tells it, and tells it once, when it changes; so it lasts until another is told or Frigate says good-bye, and is told again while its camera is there.
 */
import type { EpochMs } from '@mingchu/shared/observation';
import type { Heard, HeardFinding } from '../family.ts';
import { findingId } from '../findingId.ts';
import type { CameraMemory } from './memory.ts';

/** Frigate's default `threshold` of state classification: the least score of a class that it tells. */
const leastStateScore = 0.8;
/** What models say when there is nothing to say. */
const noClass = 'none';

interface Told {
  device: string;
  camera: CameraMemory;
  receivedAt: EpochMs;
}

/** A class that comes back after `none` has come anew. */
export function hearClass({ device, camera, receivedAt }: Told, model: string, name: string): Heard[] {
  const value = { name: `classification/${model}`, value: name };
  const heard: Heard[] = [{ kind: 'values', device, values: [value], deviceTime: null, key: null }];
  const before = camera.classes.get(model);
  camera.classes.set(model, name);
  if (name !== noClass && before !== name) heard.push(findingOf({ device, receivedAt }, model, name));
  return heard;
}

/** What still stands, told again. */
export function lastingClasses({ device, camera, receivedAt }: Told): HeardFinding[] {
  return [...camera.classes.entries()].flatMap(([model, name]) =>
    name === noClass ? [] : [findingOf({ device, receivedAt }, model, name)],
  );
}

function findingOf({ device, receivedAt }: Omit<Told, 'camera'>, model: string, name: string): HeardFinding {
  const label = `classification/${model}/${name}`;
  return {
    kind: 'finding',
    device,
    id: findingId(label, String(receivedAt)),
    label,
    confidence: leastStateScore,
    deviceTime: null,
  };
}
