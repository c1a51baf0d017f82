/** One kitchen as its devices sense it: cabinets, air, floor, and what the cameras see. */
import type { Device, Site } from '@mingchu/shared/registry';
import { chanceOf } from '../chance.ts';
import { type Cabinet, cabinetKinds, makeCabinet } from './coldModel.ts';
import { type GasAir, makeGasAir } from './gasModel.ts';
import { makeScene, type Scene } from './scene.ts';

/** A device that reports values. */
export interface Sensor {
  device: Device;
  /** Lets time pass and reads. */
  read(seconds: number): Record<string, number>;
  cabinet?: Cabinet;
  gas?: GasAir;
}

export interface Kitchen {
  site: Site;
  sensors: Map<string, Sensor>;
  /** By camera id. */
  scenes: Map<string, Scene>;
  gatewayId: string;
}

/** Everything in order. Each device has its own chance, so one more device disturbs no other. */
export function makeKitchen(seed: number, site: Site, devices: Device[]): Kitchen {
  const kitchen: Kitchen = { site, sensors: new Map(), scenes: new Map(), gatewayId: `${site.id}-gateway1` };
  for (const device of devices) {
    const chance = chanceOf(seed, device.id);
    if (device.kind === 'camera') kitchen.scenes.set(device.id, makeScene(device.id, chance));
    const sensor = makeSensor(device, seed);
    if (sensor) kitchen.sensors.set(device.id, sensor);
  }
  return kitchen;
}

function makeSensor(device: Device, seed: number): Sensor | null {
  const chance = chanceOf(seed, device.id);
  switch (device.kind) {
    case 'fridge':
    case 'sample-fridge':
    case 'freezer':
    case 'cold-room':
    case 'hot-holding':
      return cabinetSensor(device, makeCabinet(cabinetKinds[device.kind], chance));
    case 'gas-detector': {
      const gas = makeGasAir(chance);
      return {
        device,
        gas,
        read: (seconds) => {
          gas.step(seconds);
          return { gasPctLel: gas.gasPctLel() };
        },
      };
    }
    case 'smoke-detector':
      return { device, read: () => ({ smoke: 0, batteryPct: 91 }) };
    case 'water-leak':
      return { device, read: () => ({ waterLeak: 0, batteryPct: 88 }) };
    default:
      return null;
  }
}

function cabinetSensor(device: Device, cabinet: Cabinet): Sensor {
  const cold = device.kind !== 'hot-holding';
  return {
    device,
    cabinet,
    read: (seconds) => {
      cabinet.step(seconds);
      const temperatureC = cabinet.temperatureC();
      if (!cold) return { temperatureC };
      return { temperatureC, doorOpen: cabinet.doorOpen() ? 1 : 0, powerW: cabinet.powerW() };
    },
  };
}
