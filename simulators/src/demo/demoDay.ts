/**
 * The demonstration: a burst of different troubles at once, then a new one every 20 to 60 s, at night less often, each
 * in a kitchen of its own that is open, until the inspector has been there or a quarter of an hour has passed.
 */
import type { DetectionType } from '@mingchu/shared/vocabulary';
import { type Chance, chanceOf } from '../chance.ts';
import { isOpen } from '../district/localTime.ts';
import type { Feed } from '../feed/feed.ts';
import type { Kitchen, Sensor } from '../kitchen/kitchen.ts';
import { tidyScene } from '../kitchen/scene.ts';
import type { VirtualClock } from '../virtualClock.ts';

export interface DemoDay {
  /** Sites where something is wrong now. */
  inTrouble(): string[];
  /** Somebody has seen to it. */
  settle(siteId: string): void;
}

type Trouble = DetectionType | 'gas-leak' | 'fridge-fails';

const opening: readonly Trouble[] = ['gas-leak', 'no-hat', 'fridge-fails', 'rodent', 'no-mask', 'smoking'];
/** How often each comes up afterwards, by repetition. */
const usual: readonly Trouble[] = [
  'no-hat',
  'no-hat',
  'no-hat',
  'no-hat',
  'no-mask',
  'no-mask',
  'no-mask',
  'no-uniform',
  'no-uniform',
  'fridge-fails',
  'fridge-fails',
  'smoking',
  'rodent',
  'gas-leak',
  'bare-chest',
  'phone-use',
  'bin-overflow',
  'floor-wet',
];
/** How many detections a trouble sends, and how far apart: every rule of the book is satisfied by four in 24 s. */
const sightings = 4;
const sightingEveryMs = 8_000;
const longestTroubleMs = 15 * 60_000;
/** Warmth comes in this many times as fast as through the walls: over 12 °C in some 3 min. */
const brokenFridgeFactor = 80;
const gasLeakPctLel = 38;

/** Begins at once. */
export function startDemoDay(feed: Feed, clock: VirtualClock, seed: number): DemoDay {
  const chance = chanceOf(seed, 'demo day');
  const ends = new Map<string, () => void>();
  const settle = (siteId: string) => {
    ends.get(siteId)?.();
    ends.delete(siteId);
  };
  const begin = (trouble: Trouble, atOnce: boolean) => {
    const kitchen = pickKitchen(feed, trouble, { chance, nowMs: clock.now(), taken: ends });
    if (!kitchen) return;
    const { id } = kitchen.site;
    ends.set(id, play(feed, clock, kitchen, { trouble, atOnce }));
    clock.after(longestTroubleMs, () => settle(id));
  };
  opening.forEach((trouble, index) => clock.after(2_000 + index * 4_000, () => begin(trouble, true)));
  const goOn = () => {
    clock.after(chance.between(20_000, 60_000) * quietness(feed, clock.now()), () => {
      begin(chance.pick(usual), false);
      goOn();
    });
  };
  clock.after(60_000, goOn);
  return { inTrouble: () => [...ends.keys()], settle };
}

/** How many times as rare troubles are while few kitchens work: 1 when half of them do, at most 3. */
function quietness(feed: Feed, nowMs: number): number {
  const all = [...feed.kitchens.values()];
  const open = all.filter(({ site }) => isOpen(site, nowMs)).length;
  return Math.min(3, Math.max(1, all.length / 2 / Math.max(1, open)));
}

function pickKitchen(
  feed: Feed,
  trouble: Trouble,
  { chance, nowMs, taken }: { chance: Chance; nowMs: number; taken: Map<string, unknown> },
): Kitchen | undefined {
  const fit = [...feed.kitchens.values()].filter(
    (kitchen) => !taken.has(kitchen.site.id) && isOpen(kitchen.site, nowMs) && canHave(kitchen, trouble),
  );
  return fit.length > 0 ? chance.pick(fit) : undefined;
}

function canHave(kitchen: Kitchen, trouble: Trouble): boolean {
  return trouble === 'gas-leak' || trouble === 'fridge-fails'
    ? sensorFor(kitchen, trouble) !== undefined
    : kitchen.scenes.size > 0;
}

function sensorFor(kitchen: Kitchen, trouble: 'gas-leak' | 'fridge-fails'): Sensor | undefined {
  const kind = trouble === 'gas-leak' ? 'gas-detector' : 'fridge';
  return [...kitchen.sensors.values()].find(({ device }) => device.kind === kind);
}

/** Lets it happen; the answer puts it right. */
function play(
  feed: Feed,
  clock: VirtualClock,
  kitchen: Kitchen,
  { trouble, atOnce }: { trouble: Trouble; atOnce: boolean },
): () => void {
  if (trouble === 'gas-leak') {
    const gas = sensorFor(kitchen, trouble)?.gas;
    gas?.leak(gasLeakPctLel);
    return () => gas?.leak(0);
  }
  if (trouble === 'fridge-fails') {
    const cabinet = sensorFor(kitchen, trouble)?.cabinet;
    cabinet?.fail(brokenFridgeFactor);
    // The first one had failed before the viewer came.
    if (atOnce) cabinet?.setTemperature(11.8);
    return () => cabinet?.repair();
  }
  const [camera] = kitchen.scenes;
  if (!camera) return () => {};
  const [cameraId, scene] = camera;
  for (let n = 0; n < sightings; n++) {
    clock.after(n * sightingEveryMs, () => feed.detect(kitchen.site.id, cameraId, { type: trouble }));
  }
  return () => tidyScene(scene);
}
