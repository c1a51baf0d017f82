/**
 * A refrigerated (or heated) cabinet: heat leaks in through the walls and the open door, a thermostat switches
 * the compressor with hysteresis, frost is melted off now and then. The constants are those of a commercial
 * upright of some 500 litres; they are believable, not measured.
 */
import type { Chance } from '../chance.ts';

export interface CabinetKind {
  setpointC: number;
  /** Switches this far above and below the setpoint. */
  hysteresisC: number;
  ambientC: number;
  /** Share of the difference to the room that comes through the walls in a second. */
  leakPerS: number;
  /** What the machine moves, °C a second; negative cools, positive heats. */
  drivePerS: number;
  defrosts: boolean;
}

export const cabinetKinds = {
  fridge: { setpointC: 4, hysteresisC: 1, ambientC: 27, leakPerS: 3e-5, drivePerS: -0.0035, defrosts: true },
  'sample-fridge': {
    setpointC: 4,
    hysteresisC: 0.8,
    ambientC: 26,
    leakPerS: 3e-5,
    drivePerS: -0.0035,
    defrosts: false,
  },
  freezer: {
    setpointC: -18,
    hysteresisC: 1.2,
    ambientC: 27,
    leakPerS: 2e-5,
    drivePerS: -0.004,
    defrosts: true,
  },
  'cold-room': {
    setpointC: 3,
    hysteresisC: 1,
    ambientC: 24,
    leakPerS: 2e-5,
    drivePerS: -0.003,
    defrosts: true,
  },
  'hot-holding': {
    setpointC: 70,
    hysteresisC: 2,
    ambientC: 27,
    leakPerS: 6e-5,
    drivePerS: 0.02,
    defrosts: false,
  },
} as const satisfies Record<string, CabinetKind>;

/** An open door lets in this many times what the walls do. */
const doorFactor = 7;
const defrostEveryS = 6 * 3600;
const defrostForS = 600;
const defrostHeatPerS = 0.0018;
const longestStepS = 10;

export interface Cabinet {
  /** Lets time pass. */
  step(seconds: number): void;
  temperatureC(): number;
  doorOpen(): boolean;
  powerW(): number;
  /** The machine stops driving and warmth comes in `factor` times as fast. */
  fail(factor: number): void;
  repair(): void;
  /** Puts the temperature where the story needs it. */
  setTemperature(temperatureC: number): void;
}

/** A cabinet somewhere in its ordinary cycle. */
export function makeCabinet(kind: CabinetKind, chance: Chance): Cabinet {
  let temperature = kind.setpointC + chance.between(-0.8, 0.8) * kind.hysteresisC;
  let driving = chance.happens(0.5);
  let doorLeftS = 0;
  let sinceDefrostS = chance.between(0, defrostEveryS - defrostForS);
  let failFactor = 0;

  const stepOnce = (dt: number) => {
    doorLeftS = Math.max(0, doorLeftS - dt);
    // Opened about every seven minutes for a quarter of a minute or so.
    if (doorLeftS === 0 && chance.happens(dt / 420)) doorLeftS = chance.between(6, 35);
    sinceDefrostS = (sinceDefrostS + dt) % defrostEveryS;
    const defrosting = kind.defrosts && sinceDefrostS < defrostForS;
    const cooling = kind.drivePerS < 0;
    const above = temperature - kind.setpointC;
    if (Math.abs(above) > kind.hysteresisC) driving = cooling ? above > 0 : above < 0;
    const leak = kind.leakPerS * (doorLeftS > 0 ? doorFactor : 1) * Math.max(1, failFactor);
    temperature += (kind.ambientC - temperature) * (1 - Math.exp(-leak * dt));
    if (failFactor > 0) return;
    if (defrosting) temperature += defrostHeatPerS * dt;
    else if (driving) temperature += kind.drivePerS * dt;
  };

  return {
    step: (seconds) => {
      for (let left = seconds; left > 0; left -= longestStepS) stepOnce(Math.min(left, longestStepS));
    },
    temperatureC: () => round(temperature + chance.noise() * 0.05, 2),
    doorOpen: () => doorLeftS > 0,
    powerW: () => Math.round(failFactor > 0 ? 4 : driving ? 310 + chance.noise() * 12 : 22),
    fail: (factor) => {
      failFactor = factor;
    },
    repair: () => {
      failFactor = 0;
      // The engineer loads it from a cold spare: no long way back on the curve of the demonstration.
      temperature = kind.setpointC + kind.hysteresisC * 0.8;
    },
    setTemperature: (to) => {
      temperature = to;
    },
  };
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
