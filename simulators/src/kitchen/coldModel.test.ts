import { expect, it } from 'vitest';
import { chanceOf } from '../chance.ts';
import { cabinetKinds, makeCabinet } from './coldModel.ts';

const halfMinutes = (hours: number) => hours * 120;

it('keeps a healthy fridge within 0 to 8 °C for two days of doors and defrosts', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const cabinet = makeCabinet(cabinetKinds.fridge, chanceOf(seed, 'fridge'));
    for (let n = 0; n < halfMinutes(48); n++) {
      cabinet.step(30);
      expect(cabinet.temperatureC()).toBeGreaterThan(0);
      expect(cabinet.temperatureC()).toBeLessThan(8);
    }
  }
});

it('keeps food hot above 60 °C', () => {
  const cabinet = makeCabinet(cabinetKinds['hot-holding'], chanceOf(3, 'hot'));
  for (let n = 0; n < halfMinutes(12); n++) {
    cabinet.step(30);
    expect(cabinet.temperatureC()).toBeGreaterThan(60);
  }
});

it('warms past 12 °C when the machine fails, and is cold again when repaired', () => {
  const cabinet = makeCabinet(cabinetKinds.fridge, chanceOf(5, 'fridge'));
  cabinet.fail(80);
  cabinet.step(600);
  expect(cabinet.temperatureC()).toBeGreaterThan(12);
  cabinet.repair();
  expect(cabinet.temperatureC()).toBeLessThan(8);
});
