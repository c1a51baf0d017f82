import type { Dispatch } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import type { Site } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { emptyLiveState, type LiveState } from '../../../../live/reducer.ts';
import { workItems } from '../../../../live/worklist.ts';
import { landOf } from './areas.ts';
import { type MapFacts, factsOf } from './facts.ts';
import { besideMark, type Box, boxAround, placeLabels, runsThrough, touch } from './labels.ts';
import { onScreen, toWorldIn } from './mercator.ts';
import { namesOf, type NameTools } from './names.ts';
import { haloRadius, sceneOf, type SceneInput } from './scene.ts';
import { indexSites, scaleOfLevel } from './siteIndex.ts';
import { oldAfterMs, standing, trackAfter } from './tracks.ts';

const openedMs = Date.parse('2026-11-24T02:00:00.000Z');
const nowMs = openedMs + 300_000;
const time = (afterS: number): string => new Date(openedMs + afterS * 1_000).toISOString();
const toWorld = toWorldIn('WGS-84');
const site = (id: string, lon: number): Site => ({
  id,
  gridId: 'g',
  name: `${id}食堂`,
  kind: 'school',
  address: '',
  lat: 26.4,
  lon,
  openingHours: [],
});
const person = (id: string, ageMs: number): InspectorPosition => ({
  inspectorId: id,
  name: '李强',
  groupId: 'a',
  onShift: true,
  lat: 26.41,
  lon: 112.81,
  at: new Date(nowMs - ageMs).toISOString(),
});
const order = (siteId: string, more: Partial<Dispatch>): Dispatch =>
  ({
    id: `o-${siteId}`,
    violationId: `v-${siteId}`,
    siteId,
    severity: 'minor',
    state: 'en-route',
    inspectorId: 'i1',
    openedAt: time(0),
    dueAt: time(600),
    arrivedAt: null,
    ...more,
  }) as Dispatch;
const wrong = (siteId: string, severity: Violation['severity'] = 'minor'): Violation =>
  ({ id: `v-${siteId}`, siteId, severity, state: 'unack', openedAt: time(0) }) as Violation;

function liveOf(sites: Site[], violations: Violation[], orders: Dispatch[] = []): LiveState {
  return {
    ...emptyLiveState,
    sites: new Map(sites.map((each) => [each.id, each])),
    violations: new Map(violations.map((each) => [each.id, each])),
    dispatches: new Map(orders.map((each) => [each.id, each])),
    inspectors: new Map([['i1', person('i1', 0)]]),
  };
}
function factsIn(live: LiveState, atMs = nowMs): MapFacts {
  return factsOf(live, workItems(live), atMs);
}
function inputOf(live: LiveState, more: Partial<SceneInput> = {}): SceneInput {
  const index = indexSites(live.sites.values(), toWorld);
  const middle = toWorld(112.8, 26.4);
  const k = 1e6;
  return {
    district: { land: landOf([], [], toWorld), index, toWorld },
    facts: factsIn(live),
    tracks: new Map([...live.inspectors].map(([id, each]) => [id, standing(each, 0)])),
    view: { k, x: 400 - middle.x * k, y: 300 - middle.y * k },
    size: { width: 800, height: 600 },
    room: { left: 30, top: 30, right: 770, bottom: 570 },
    covered: [],
    unit: 1,
    localMs: 0,
    serverMs: nowMs,
    ...more,
  };
}

describe('what the map says', () => {
  it('[MA4] draws who never told where he is hollow, and stands him where he tells it first', () => {
    const live = liveOf([], []);
    const never: InspectorPosition = { ...person('i1', 0), at: null };
    const inspectors = new Map([['i1', never]]);
    const input = inputOf({ ...live, inspectors }, { tracks: new Map([['i1', standing(never, 0)]]) });
    expect(sceneOf(input).people).toMatchObject([{ id: 'i1', oldMs: Number.POSITIVE_INFINITY }]);
    const first = person('i1', 0);
    expect(trackAfter(standing(never, 0), first, 1_000)).toEqual(standing(first, 1_000));
  });

  it('[MA5] draws a way by its stage, with the minutes, and who will be late apart', () => {
    const sites = [site('a', 112.8), site('b', 112.81), site('c', 112.82)];
    const orders = [
      order('a', { etaAt: time(480) }),
      order('b', { state: 'offered', inspectorId: 'i2', etaAt: time(720), offeredTo: ['i2', 'i3'] }),
      order('c', { state: 'accepted', inspectorId: 'i4', etaAt: time(200) }),
    ];
    const live = liveOf(sites, [wrong('a'), wrong('b'), wrong('c')], orders);
    const ways = new Map(factsIn(live).ways.map((way) => [way.key, way]));
    expect(ways.get('o-a i1')).toMatchObject({ stage: 'en-route', minutes: 3, lateMinutes: null });
    expect(ways.get('o-b i2')).toMatchObject({ stage: 'asked', lateMinutes: 2 });
    expect(ways.get('o-b i3')).toMatchObject({ stage: 'asked', minutes: null, lateMinutes: null });
    const guessed = order('a', { etaAt: time(720), etaEarliestAt: time(500) });
    expect(factsIn(liveOf(sites, [wrong('a')], [guessed])).ways).toMatchObject([
      { minutes: 7, lateMinutes: null, rough: true },
    ]);
    expect(ways.get('o-a i1')?.rough).toBe(false);
    // He should be there already: a minute that was promised and passed is not promised again.
    expect(ways.get('o-c i4')).toMatchObject({ stage: 'accepted', minutes: null });
    expect(factsIn(liveOf(sites, [wrong('a')], [order('a', { state: 'arrived' })])).ways).toEqual([]);
  });

  it('[MA5] draws one way for each person, the most urgent ones, and never a tangle', () => {
    const ids = Array.from({ length: 30 }, (_none, index) => `s${String(index).padStart(2, '0')}`);
    const orders = ids.map((id, index) =>
      order(id, { inspectorId: `i${index % 20}`, dueAt: time(400 + index) }),
    );
    const sites = ids.map((id) => site(id, 112.8));
    const { ways } = factsIn(
      liveOf(
        sites,
        ids.map((id) => wrong(id)),
        orders,
      ),
    );
    expect(ways.map((way) => way.siteId)).toEqual(ids.slice(0, 12));
    const sameHands = orders.map((each) => ({ ...each, inspectorId: 'i1' }));
    const alone = factsIn(
      liveOf(
        sites,
        ids.map((id) => wrong(id)),
        sameHands,
      ),
    ).ways;
    expect(alone.map((way) => way.siteId)).toEqual(['s00']);
  });

  it('[MA4] doubts a position that is old', () => {
    const live = liveOf([site('a', 112.8)], []);
    const ageOf = (ageMs: number): number | null | undefined => {
      const old = { ...live, inspectors: new Map([['i1', person('i1', ageMs)]]) };
      return sceneOf(inputOf(old)).people[0]?.oldMs;
    };
    expect([ageOf(oldAfterMs), ageOf(oldAfterMs + 1)]).toEqual([null, oldAfterMs + 1]);
  });

  it('[MA3] draws the worst last, and what is overdue over every severity', () => {
    const sites = ['a', 'b', 'c'].map((id, index) => site(id, 112.8 + index * 0.05));
    const violations = [wrong('a', 'critical'), wrong('b', 'info'), wrong('c', 'minor')];
    const live = liveOf(sites, violations, [order('c', { dueAt: time(100) })]);
    const { marks } = sceneOf(inputOf(live));
    expect(marks.map((mark) => [mark.id, mark.overdueMs])).toEqual([
      ['b', null],
      ['a', null],
      ['c', 200_000],
    ]);
  });

  it('[MA3] lets what is outside the view wait at its edge, in its direction', () => {
    const live = liveOf([site('east', 114)], [wrong('east')]);
    const [mark] = sceneOf(inputOf(live)).marks;
    expect(mark).toMatchObject({ inView: false, x: 770, y: 300 });
    expect(mark?.truly.x).toBeGreaterThan(800);
  });

  it('[MA3] keeps the worse of two at its place and stands the other beside it', () => {
    const live = liveOf([site('a', 112.8), site('b', 112.8)], [wrong('a', 'info'), wrong('b', 'critical')]);
    const [aside, kept] = sceneOf(inputOf(live)).marks;
    expect(kept).toMatchObject({ id: 'b', x: 400, y: 300 });
    expect(Math.hypot((aside?.x ?? 0) - 400, (aside?.y ?? 0) - 300)).toBeCloseTo(30);
  });

  it('[MA2] shows the worst of a cluster on it, and what is wrong beside it', () => {
    const sites = Array.from({ length: 30 }, (_none, index) => site(`s${index}`, 112.8 + index * 1e-6));
    const live = liveOf(sites, [wrong('s3', 'info'), wrong('s4', 'major')]);
    const { clusters, marks } = sceneOf(inputOf(live));
    expect(clusters.map(({ count, worst }) => ({ count, worst }))).toEqual([{ count: 30, worst: 'major' }]);
    expect(marks.map(({ id }) => id)).toEqual(['s3', 's4']);
    const [cluster] = clusters;
    const s4 = marks[1];
    const apart = Math.hypot((cluster?.x ?? 0) - (s4?.x ?? 0), (cluster?.y ?? 0) - (s4?.y ?? 0));
    expect(apart).toBeGreaterThan((cluster?.radius ?? 0) + haloRadius);
  });
});

describe('names', () => {
  const room = { left: 0, top: 0, right: 400, bottom: 400 };
  const none = { taken: [], soft: [], room, before: new Map<string, number>() };
  const size = { width: 100, height: 20 };
  const wish = (key: string, x: number, y: number, insists = true) => ({
    key,
    insists,
    places: besideMark({ x, y }, 20, size),
  });

  const tools: NameTools = {
    breach: (name, overdueMs) => `${name} +${overdueMs / 1_000}`,
    late: (minutes) => String(minutes),
    eta: (minutes) => String(minutes),
    old: (name) => name,
    widthOf: (text, _style, px) => text.length * px,
  };

  it('[MA6] never stand upon one another, and are left out rather than pushed in', () => {
    const wishes = Array.from({ length: 12 }, (_none, index) => wish(`w${index}`, 200, 200));
    const placed = placeLabels(wishes, none);
    expect(placed.length).toBeGreaterThan(3);
    expect(placed.length).toBeLessThan(12);
    for (const a of placed) {
      for (const b of placed) {
        if (a === b) continue;
        const apart =
          a.box.right <= b.box.left ||
          b.box.right <= a.box.left ||
          a.box.bottom <= b.box.top ||
          b.box.bottom <= a.box.top;
        expect(apart).toBe(true);
      }
    }
  });

  it('[MA6] turn to the other side at the edge, and do not hop back while that side is free', () => {
    const [left] = placeLabels([wish('a', 380, 200)], none);
    expect([left?.choice, left?.box.right]).toEqual([1, 360]);
    const stays = placeLabels([wish('a', 200, 200)], { ...none, before: new Map([['a', 1]]) });
    expect(stays[0]?.choice).toBe(1);
  });

  it('[MA6] stand over people and clusters only where they must', () => {
    const everywhere = [{ left: 0, top: 0, right: 400, bottom: 400 }];
    const wishes = [wish('quiet', 200, 100, false), wish('overdue', 200, 300, true)];
    expect(placeLabels(wishes, { ...none, soft: everywhere }).map(({ key }) => key)).toEqual(['overdue']);
    expect(placeLabels(wishes, { ...none, taken: everywhere })).toEqual([]);
  });

  it('[MA6] name what is overdue first, with how long', () => {
    const live = liveOf(
      [site('a', 112.8), site('b', 112.8005)],
      [wrong('a', 'critical'), wrong('b', 'minor')],
      [order('b', { dueAt: time(100) })],
    );
    const input = inputOf(live);
    const names = namesOf({ ...input, scene: sceneOf(input), tools, before: new Map() }, null);
    expect(names[0]).toMatchObject({ text: 'b食堂 +200', style: 'breach' });
    expect(names.map(({ text }) => text)).toContain('a食堂');
  });

  it('[MA6] of what is overdue stand further away where all around is taken, and know whose they are', () => {
    const live = liveOf([site('b', 112.8)], [wrong('b', 'minor')], [order('b', { dueAt: time(100) })]);
    const input = inputOf(live);
    const scene = sceneOf(input);
    const [mark] = scene.marks;
    if (!mark) throw new Error('a mark is drawn');
    const around = boxAround(mark, { width: 90, height: 90 });
    const [name] = namesOf({ ...input, scene, covered: [around], tools, before: new Map() }, null);
    expect(name).toMatchObject({ style: 'breach', of: { x: mark.x, y: mark.y } });
    expect(name && touch(name.box, around)).toBe(false);
  });

  it('[MA6] of areas stand where no calm kitchen is, within their area, and stay while the map is moved', () => {
    const group = { id: 'a', name: '城东组' };
    const [west, east, south, north] = [112.71, 112.89, 26.32, 26.48];
    const outline: [number, number][] = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ];
    const land = landOf([group], [{ id: 'g', groupId: 'a', name: '第1网格', outline }], toWorld);
    // 44 px apart: too far for clusters, and too near for a name between them.
    const k = scaleOfLevel(11, 1);
    const kitchens = (columns: number): Site[] =>
      Array.from(
        { length: columns * 14 },
        (_none, index): Site => ({
          ...site(`s${index}`, west + 0.0151 * (index % columns)),
          lat: south + 0.0124 * Math.floor(index / columns),
        }),
      );
    const middle = toWorld(112.8, 26.4);
    const named = (columns: number, moved: number, before: ReadonlyMap<string, number>) => {
      const input = inputOf(liveOf(kitchens(columns), []), {
        view: { k, x: 400 + moved - middle.x * k, y: 300 - middle.y * k },
      });
      const look = { ...input, district: { ...input.district, land } };
      const names = namesOf({ ...look, scene: sceneOf(look), tools, before }, null);
      return { look, name: names.find(({ style }) => style === 'group') };
    };
    // Over its western half and its middle.
    const { look, name: first } = named(8, 0, new Map());
    if (!first) throw new Error('the group is named');
    const calm = look.district.index.levelAt(11).marks;
    expect(calm.length).toBe(112);
    const over = calm
      .map((mark) => onScreen(mark, look.view))
      .filter((at) => touch(first.box, boxAround(at, { width: 14, height: 14 })));
    expect(over).toEqual([]);
    expect(first.box.right).toBeLessThan(onScreen(toWorld(east, 26.4), look.view).x);
    const { name: moved } = named(8, -40, new Map([[first.key, first.choice]]));
    expect(moved?.choice).toBe(first.choice);
    expect(moved?.box.left).toBeCloseTo(first.box.left - 40);
    // Where kitchens are all over the ground it gives way.
    expect(named(13, 0, new Map()).name).toBeUndefined();
  });

  it('[MA6] of areas rather stand where no way runs, and do not hop when one comes to run there', () => {
    const places = [boxAround({ x: 100, y: 100 }, size), boxAround({ x: 100, y: 200 }, size)];
    const flawsOf = (box: Box): number => (runsThrough({ x: 0, y: 90 }, { x: 400, y: 110 }, box) ? 1 : 0);
    const ground = { key: 'group a', insists: false, places, flawsOf };
    expect(placeLabels([ground], none)[0]?.choice).toBe(1);
    expect(placeLabels([ground], { ...none, before: new Map([['group a', 0]]) })[0]?.choice).toBe(0);
    expect(placeLabels([{ ...ground, places: places.slice(0, 1) }], none)[0]?.choice).toBe(0);
    expect(runsThrough({ x: 0, y: 0 }, { x: 40, y: 400 }, boxAround({ x: 100, y: 100 }, size))).toBe(false);
    expect(runsThrough({ x: 0, y: 100 }, { x: 30, y: 100 }, boxAround({ x: 100, y: 100 }, size))).toBe(false);
  });
});
