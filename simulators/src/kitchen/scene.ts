/** What a camera would see: the people with what they wear and do, and what is wrong with the room. */
import type { DetectionType } from '@mingchu/shared/vocabulary';
import type { Chance } from '../chance.ts';

export interface Cook {
  trackId: string;
  hat: boolean;
  mask: boolean;
  uniform: boolean;
  gloves: boolean;
  bareChest: boolean;
  smoking: boolean;
  phone: boolean;
  /** Nobody of this kitchen. */
  stranger: boolean;
  blue: boolean;
  /** Where he works, as a fraction of the picture's width. */
  place: number;
  /** Shifts his walk against the others'. */
  phase: number;
}

export interface Scene {
  cooks: Cook[];
  /** Whatever else there is to see, e.g. `rodent`, `bin-overflow`. */
  wrong: Set<DetectionType>;
  flame: boolean;
}

/** An orderly kitchen. */
export function makeScene(name: string, chance: Chance): Scene {
  const count = chance.int(1, 3);
  const cooks = Array.from({ length: count }, (_, index): Cook => {
    const place = (index + 1) / (count + 1) + chance.between(-0.04, 0.04);
    return {
      ...tidy,
      trackId: `${name}-p${index + 1}`,
      blue: chance.happens(0.3),
      place,
      phase: chance.between(0, 6),
    };
  });
  return { cooks, wrong: new Set(), flame: chance.happens(0.8) };
}

const tidy = {
  hat: true,
  mask: true,
  uniform: true,
  gloves: true,
  bareChest: false,
  smoking: false,
  phone: false,
  stranger: false,
};

/** What each type does to a cook; types that are not here are about the room. */
const onCook: Partial<Record<DetectionType, (cook: Cook) => void>> = {
  'no-hat': (cook) => {
    cook.hat = false;
  },
  'no-mask': (cook) => {
    cook.mask = false;
  },
  'no-uniform': (cook) => {
    cook.uniform = false;
  },
  'no-gloves': (cook) => {
    cook.gloves = false;
  },
  'bare-chest': (cook) => {
    cook.bareChest = true;
  },
  smoking: (cook) => {
    cook.smoking = true;
    cook.mask = false;
  },
  'phone-use': (cook) => {
    cook.phone = true;
  },
  stranger: (cook) => {
    Object.assign(cook, { stranger: true, uniform: false, hat: false, mask: false, gloves: false });
  },
};

/** Makes the picture show it. Returns the cook concerned, if it is about one. */
export function breakScene(scene: Scene, type: DetectionType): Cook | undefined {
  const act = onCook[type];
  const cook = scene.cooks[0];
  if (act && cook) {
    act(cook);
    return cook;
  }
  scene.wrong.add(type);
  return undefined;
}

/** Everyone is dressed again and the room is clean. */
export function tidyScene(scene: Scene): void {
  scene.wrong.clear();
  for (const cook of scene.cooks) Object.assign(cook, tidy);
}
