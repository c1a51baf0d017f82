import type { HeardAddress } from '@mingchu/shared/bindings';
import { describe, expect, it } from 'vitest';
import { type Known, propose, type Suspect } from './proposeBinding.ts';
import { indexSites } from './siteNames.ts';

const suspect = (more: Partial<Suspect> = {}): Suspect => ({
  family: 'zigbee2mqtt',
  mount: '',
  address: '0x00158d00018255df',
  name: null,
  maker: null,
  model: null,
  gateway: null,
  isGateway: false,
  reportPeriodS: null,
  becomes: [],
  ...more,
});
const sites = [
  { id: 'site-1', name: '阳光小学食堂' },
  { id: 'site-12', name: '阳光小学' },
  { id: 's2', name: '老王面馆' },
];
const known: Known = {
  sites: new Set(sites.map(({ id }) => id)),
  siteIn: indexSites(sites),
  siteOfAddress: ({ address }: HeardAddress) => (address === 'bound-hub' ? 's2' : undefined),
  siteOfGateway: ({ gateway }) => (gateway === 'hub' ? 'site-12' : undefined),
  devicesOf: () => [{ id: 'fridge-1' }, { id: 'fridge-3' }],
  reportPeriodS: 3600,
};

describe('[DF101] the site that is proposed', () => {
  it.each([
    ['its topic', { family: 'mingchu', address: 's2/fridge-7' }, { siteId: 's2', reason: 'its-topic' }],
    ['nothing for a topic of no site', { family: 'mingchu', address: 'x/fridge-7' }, null],
    [
      'its mount, before its name',
      { mount: 'site-1', name: '老王面馆' },
      { siteId: 'site-1', reason: 'its-mount' },
    ],
    ['its gateway, which is bound', { gateway: 'bound-hub' }, { siteId: 's2', reason: 'its-gateway' }],
    ['the others behind its gateway', { gateway: 'hub' }, { siteId: 'site-12', reason: 'its-gateway' }],
    ['an id in its name', { name: 'fridge site-12' }, { siteId: 'site-12', reason: 'its-name' }],
    ['the longest name', { name: '阳光小学食堂 留样柜' }, { siteId: 'site-1', reason: 'its-name' }],
    ['nothing when two fit alike', { name: '阳光小学 老王面馆' }, null],
    ['nothing where nothing fits', { name: 'kitchen' }, null],
  ])('comes from %s', (_why, more, site) => {
    expect(propose(suspect(more), known).site).toEqual(site);
  });
});

describe('[DF101] the kind that is proposed', () => {
  it.each([
    ['冷藏冰箱 2', [], '', 'fridge', 'its-name'],
    ['留样冰箱', ['temperatureC'], '', 'sample-fridge', 'its-name'],
    ['Walk-in cooler', [], '', 'cold-room', 'its-name'],
    ['probe', ['gasPctLel', 'temperatureC'], '', 'gas-detector', 'its-values'],
    ['probe', ['waterLeak', 'batteryPct'], '', 'water-leak', 'its-values'],
    ['probe', ['temperatureC', 'humidityPct'], '', 'air', 'its-values'],
    ['probe', ['temperatureC'], '', 'fridge', 'its-values'],
    ['probe', ['temperatureC'], 'Smart freezer thermometer', 'freezer', 'its-model'],
    ['x', ['no-hat'], '', 'camera', 'its-values'],
    ['x', [], 'IPC 4K camera', 'camera', 'its-model'],
    ['kitchen chair', ['batteryPct'], 'gasoline', 'gas-detector', 'its-model'],
  ])('of "%s" that says %j, model "%s", is %s by %s', (name, becomes, model, kind, reason) => {
    const proposed = propose(suspect({ name, becomes, model }), known).kind;
    if (model === 'gasoline') expect(proposed).toBeNull();
    else expect(proposed).toMatchObject({ kind, reason });
  });

  it('comes from its family where nothing else says it; an id is free at the site, and its own word on its period counts', () => {
    expect(propose(suspect({ family: 'frigate' }), known).kind).toMatchObject({
      kind: 'camera',
      reason: 'its-family',
    });
    expect(propose(suspect({ family: 'frigate', name: '冷库', isGateway: true }), known).kind).toMatchObject({
      kind: 'gateway',
      reason: 'its-devices',
    });
    expect(propose(suspect({ mount: 's2', name: '冰箱' }), known)).toMatchObject({
      deviceId: 'fridge-2',
      reportPeriodS: 3600,
    });
    expect(propose(suspect({ reportPeriodS: 300 }), known)).toMatchObject({
      deviceId: null,
      reportPeriodS: 300,
    });
    expect(propose(suspect({ family: 'mingchu', address: 's2/pot' }), known).deviceId).toBe('pot');
  });
});

it('[DF114] a name is found among 25,000 kitchens without a look at each', () => {
  const many = Array.from({ length: 25_000 }, (_none, index) => ({
    id: `s${String(index).padStart(5, '0')}`,
    name: `第 ${index} 小学食堂`,
  }));
  let looks = 0;
  const watched = many.map(({ id, name }) => ({
    id,
    get name() {
      looks += 1;
      return name;
    },
  }));
  const find = indexSites(watched);
  const afterIndexing = looks;
  expect(find('fridge s00412')).toBe('s00412');
  expect(find('第 24999 小学食堂 留样柜')).toBe('s24999');
  expect(find('fridge s0041')).toBeNull();
  expect(find('s00001 s00002')).toBeNull();
  expect(find('s00001 S00001')).toBe('s00001');
  expect(afterIndexing).toBe(25_000);
  expect(looks).toBe(afterIndexing);
});
