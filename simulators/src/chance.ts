/** Seeded chance: the same seed tells the same story. Nothing in the simulators calls Math.random. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** One stream of draws. Parts that must not disturb each other take their own by {@link chanceOf}. */
export interface Chance {
  /** From 0 (included) to 1. */
  float(): number;
  between(low: number, high: number): number;
  /** Both ends included. */
  int(low: number, high: number): number;
  pick<Item>(items: readonly Item[]): Item;
  happens(probability: number): boolean;
  /** Near-normal with mean 0 and deviation 1: the sum of twelve uniform draws. */
  noise(): number;
}

/** A stream of its own for a seed and a name, e.g. `chanceOf(7, 's0001-fridge1')`. */
export function chanceOf(seed: number, name: string): Chance {
  const generator = xoroshiro128plus(mix(seed, name));
  const float = () => uniformFloat64(generator);
  const int = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    float,
    int,
    between: (low, high) => low + float() * (high - low),
    pick: (items) => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new Error('cannot pick from nothing');
      return item;
    },
    happens: (probability) => float() < probability,
    noise: () => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += float();
      return sum;
    },
  };
}

/** FNV-1a over the name, started from the seed. */
function mix(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash | 0;
}
