/** Gas in the air of a kitchen: a trace from burners, and a leak that fills the room until it is shut off. */
import type { Chance } from '../chance.ts';
import { round } from './coldModel.ts';

export interface GasAir {
  step(seconds: number): void;
  gasPctLel(): number;
  /** Gas streams in until the air holds `towardsPctLel`; 0 shuts the valve and airs the room. */
  leak(towardsPctLel: number): void;
}

/** Rooms fill and clear by the same law: the difference shrinks to a third in this time, seconds. */
const mixingS = 25;

export function makeGasAir(chance: Chance): GasAir {
  let level = 0;
  let towards = 0;
  return {
    step: (seconds) => {
      level += (towards - level) * (1 - Math.exp(-seconds / mixingS));
    },
    gasPctLel: () => round(Math.max(0, level + 0.6 + chance.noise() * 0.25), 2),
    leak: (towardsPctLel) => {
      towards = towardsPctLel;
    },
  };
}
