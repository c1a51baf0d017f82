import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answerFrom } from './answers.ts';
import { MockWorld } from './world.ts';

beforeEach(() => {
  vi.stubGlobal('sessionStorage', { getItem: () => 'admin' });
  vi.stubGlobal('location', { origin: 'http://mock' });
});
afterEach(() => void vi.unstubAllGlobals());

const week = 'from=2026-11-20T16:00:00.000Z&to=2026-11-27T16:00:00.000Z';

it.each([
  ...['all', 'group', 'grid', 'inspector', 'rule', 'severity', 'hour', 'day'].map(
    (by) => `/statistics/arrivals?by=${by}&${week}`,
  ),
  `/statistics/false-alarms?by=rule&${week}`,
  `/statistics/false-alarms?by=device&${week}`,
  `/statistics/load?${week}`,
  `/statistics/officers?${week}`,
  `/statistics/noise?by=source&${week}`,
  '/shifts/now',
  '/shifts/leave',
  '/shifts/swaps',
  '/shifts/holidays',
  '/rotas',
  '/policy',
  '/rulebook',
  '/sites/site-1/door-code',
  '/heard-devices',
  '/device-mappings',
  '/calibrations',
  '/admin/messages?limit=50',
  '/admin/channels',
  '/admin/credentials',
  '/accounts',
  '/audit?limit=100',
])('the mock answers what a page of the office asks: %s', async (path) => {
  const answer = answerFrom(new MockWorld('single'));
  expect((await answer(`/api/v1${path}`)).status).toBe(200);
});

it('a day without anything in it has no figures', async () => {
  const answer = answerFrom(new MockWorld('empty'));
  const arrivals = await answer(`/api/v1/statistics/arrivals?by=day&${week}`);
  expect(await arrivals.json()).toEqual({ items: [] });
});
