/** What one Frigate has said so far, as far as later messages need it. */
import type { EpochMs } from '@mingchu/shared/observation';
import { BoundedMap } from '../../model/boundedMap.ts';
import type { Heard } from '../family.ts';

/** Address of the Frigate itself among its cameras, whose names hold no `@`. */
export const instanceAddress = '@instance';

const maxCameras = 256;
const maxReviews = 1_000;
const maxObjects = 2_000;
const maxClassesPerCamera = 32;

export interface CameraMemory {
  /** Pixels that the boxes count in; null until its configuration was read. */
  detect: { width: number; height: number } | null;
  /** It tells the state of its own stream, so that its frames per second need not. */
  saysStatus: boolean;
  isOffline: boolean;
  /** Last class of each model that looks at the whole picture. */
  classes: BoundedMap<string>;
}

/** What a classifier said of an object. */
export interface ObjectClass {
  label: string;
  score: number;
}

export interface ObjectMemory {
  label: string;
  /** Null while only its id is known. */
  score: number | null;
  /** A review item of severity alert holds it. */
  isAlert: boolean;
  /** Its sub label is the name of a person or a number plate. */
  isNamed: boolean;
  /** What it was called, itself and its classes, when its picture was asked for last; 0: it was not. */
  namesWhenAsked: number;
  classes: ObjectClass[];
}

/** A message of the `reviews` feed, or the list of a gap. */
export type FirstTold = 'new' | 'update' | 'end' | 'listed';

export interface FrigateMemory {
  /** Of the newest message that was not kept by the broker. */
  lastHeardAt: EpochMs | null;
  reconciledAt: EpochMs | null;
  /** Since 0.14 a review decides what is an alert; before, an object alone does. */
  speaksReviews: boolean;
  cameras: BoundedMap<CameraMemory>;
  /** Review items whose alert was told, and by which message first. */
  told: BoundedMap<FirstTold>;
  objects: BoundedMap<ObjectMemory>;
}

export function newMemory(): FrigateMemory {
  return {
    lastHeardAt: null,
    reconciledAt: null,
    speaksReviews: false,
    cameras: new BoundedMap(maxCameras),
    told: new BoundedMap(maxReviews),
    objects: new BoundedMap(maxObjects),
  };
}

export function cameraOf(known: FrigateMemory, name: string): CameraMemory {
  const found = known.cameras.get(name);
  if (found) return found;
  const camera: CameraMemory = {
    detect: null,
    saysStatus: false,
    isOffline: false,
    classes: new BoundedMap(maxClassesPerCamera),
  };
  known.cameras.set(name, camera);
  return camera;
}

/** Frigate tells its numbers of each camera this often by default, s. */
export const statsPeriodS = 60;

/** Tells of a camera when it is heard for the first time. */
export function introduce(known: FrigateMemory, name: string): Heard[] {
  if (known.cameras.get(name)) return [];
  cameraOf(known, name);
  return [{ kind: 'device', device: name, gateway: instanceAddress, reportPeriodS: statsPeriodS }];
}

export function objectOf(known: FrigateMemory, id: string): ObjectMemory {
  const found = known.objects.get(id);
  if (found) return found;
  const object: ObjectMemory = {
    label: '',
    score: null,
    isAlert: false,
    isNamed: false,
    namesWhenAsked: 0,
    classes: [],
  };
  known.objects.set(id, object);
  return object;
}
