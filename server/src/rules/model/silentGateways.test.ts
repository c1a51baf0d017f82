/** Gateways that die without a word of anybody. */
import type { Observation } from '@mingchu/shared/observation';
import type { Device } from '@mingchu/shared/registry';
import type { Rule } from '@mingchu/shared/rulebook';
import { describe, expect, it } from 'vitest';
import {
  device,
  flapping,
  hour,
  inTime,
  judge,
  offline,
  says,
  silent,
  status,
  ticks,
} from './fixtures/healthTimeline.ts';

const gateway = device('gw', { kind: 'gateway' });
const ids = ['d1', 'd2', 'd3'];
const behind = (id: string, own: Partial<Device> = {}) => device(id, { gateway: 's1/gw', ...own });
const devices = [gateway, ...ids.map((id) => behind(id))];
const rules: Rule[] = [{ ...silent, deviceKinds: ['fridge'] } as Rule, offline, flapping];
/** Reports of a device from `from` on, before `to`. */
const reports = (id: string, from: number, to: number, everyS = 60): Observation[] =>
  Array.from({ length: Math.ceil((to - from) / everyS) }, (_, i) => says(from + i * everyS, id));
/** All of them, one after the other within the period, until the gateway goes. */
const until = (to: number) => ids.map((id, index) => reports(id, index * 20, to));
const gone = 'offline gw open 530 all-behind-silent behind 3';

describe('a gateway that dies without a will', () => {
  it('[DH14] is told once, and not each of its devices, when all of them fall silent together', () => {
    const seen = inTime(...until(400), ticks(0, 4 * hour, 10));
    expect(judge(rules, devices, seen)).toEqual([gone]);
  });

  it('[DH14] takes back who was called silent before the slowest behind it is missed', () => {
    const mixed = [gateway, behind('d1'), behind('d2', { reportPeriodS: 600 })];
    const seen = inTime(reports('d1', 0, 1_180), reports('d2', 0, 1_180, 600), ticks(0, 2 * hour));
    expect(judge(rules, mixed, seen)).toEqual([
      'silent d1 open 1140 silent-for-periods',
      'silent d1 withdraw-open 1140 gateway-down',
      'offline gw open 2430 all-behind-silent behind 2',
    ]);
  });

  it('[DH14] is there as soon as one behind it is heard; the others are judged from then', () => {
    const seen = inTime(...until(400), reports('d1', 1_000, 2_000), ticks(0, 1_990, 10));
    expect(judge(rules, devices, seen)).toEqual([
      gone,
      'offline gw clear 1000 back-online',
      'silent d2 open 990 silent-for-periods',
      'silent d3 open 990 silent-for-periods',
    ]);
  });

  it('[DH15] is not blamed for one device, nor for two of which one was gone before', () => {
    const one = inTime(
      reports('d1', 0, 300),
      reports('d2', 20, 3_000),
      reports('d3', 40, 3_000),
      ticks(0, 2_990),
    );
    expect(judge(rules, devices, one)).toEqual(['silent d1 open 240 silent-for-periods']);
    const two = devices.slice(0, 3);
    const apart = inTime(reports('d1', 0, 300), reports('d2', 20, 3_000), ticks(0, 2 * hour));
    expect(judge(rules, two, apart)).toEqual([
      'silent d1 open 240 silent-for-periods',
      'silent d2 open 2960 silent-for-periods',
    ]);
  });

  it('[DH15] one that tells of its presence is there until it says that it goes', () => {
    const seen = inTime([status(0, 'gw', 'online', { retained: true })], ...until(400), ticks(0, 2 * hour));
    expect(judge(rules, devices, seen)).toHaveLength(3);
    const alive = inTime(reports('gw', 0, 3_000), ...until(400), ticks(0, 2_900));
    expect(judge(rules, devices, alive)).toHaveLength(3);
  });

  it('[DH15] one whose going opens nothing, or that serves several kitchens, explains nothing', () => {
    const seen = inTime(...until(400), ticks(0, 2 * hour));
    expect(judge([rules[0] as Rule], devices, seen)).toHaveLength(3);
    const far = [...devices, device('d4', { siteId: 's2', gateway: 's1/gw' })];
    expect(
      judge(rules, far, seen).filter((line) => line.includes('gw') || line.includes('withdraw')),
    ).toEqual([]);
  });
});
