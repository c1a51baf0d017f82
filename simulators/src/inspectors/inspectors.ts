/**
 * Inspectors as people: one look at the orders every 2 s by the duty account, then each acts with his own account.
 * He thinks, accepts, leaves, rides, arrives, looks about and reports; a few decline, ignore it or get stuck.
 */
import type { Dispatch, DispatchAct } from '@mingchu/shared/dispatch';
import type { Page } from '@mingchu/shared/http';
import type { Inspector } from '@mingchu/shared/registry';
import { ApiError, type ApiSession, signIn } from '../apiClient.ts';
import { chanceOf } from '../chance.ts';
import type { District } from '../district/buildDistrict.ts';
import type { VirtualClock } from '../virtualClock.ts';

export interface InspectorOptions {
  api: string;
  password: string;
  district: District;
  clock: VirtualClock;
  seed: number;
  /** He has reported from there. */
  onSettled: (siteId: string) => void;
  log: (line: string) => void;
}

const lookEveryMs = 2_000;
const stepEveryMs = 5_000;
/** An electric scooter through town, door to door. */
const metresPerS = 5.5;
const metresPerDegree = 111_320;
const temper = { ignores: 0.02, declines: 0.03, stuck: 0.04 };
const stuckMs = 9 * 60_000;

/** Begins to look for orders; ends with the clock. */
export async function startInspectors(options: InspectorOptions): Promise<void> {
  const { api, password, clock, district } = options;
  const duty = await signIn(api, 'duty', password);
  const people = new Map(district.inspectors.map((person) => [person.id, makePerson(person, options)]));
  const seen = new Set<string>();
  let looking = false;
  const look = async () => {
    const { items } = (await duty.get('/dispatches?state=offered')) as Page<Dispatch>;
    for (const order of items) {
      const offer = `${order.id} ${order.offerCount}`;
      const person = order.inspectorId === null ? undefined : people.get(order.inspectorId);
      if (!person || seen.has(offer)) continue;
      seen.add(offer);
      person(order);
    }
  };
  clock.every(lookEveryMs, () => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) => options.log(`orders not read: ${String(error)}`))
      .finally(() => {
        looking = false;
      });
  });
}

/** Takes one order after another; the answer hands him an order. */
function makePerson(inspector: Inspector, options: InspectorOptions): (order: Dispatch) => void {
  let session: Promise<ApiSession> | undefined;
  let work = Promise.resolve();
  const { lat, lon } = inspector;
  const here = { lat, lon };
  const signedIn = () => {
    session ??= signIn(options.api, inspector.id, options.password);
    // A sign-in that failed is tried again with the next order.
    session.catch(() => {
      session = undefined;
    });
    return session;
  };
  return (order) => {
    work = work
      .then(async () => carryOut(order, await signedIn(), here, options))
      .catch((error: unknown) => {
        // Recalled or given to somebody else meanwhile: he turns round.
        if (error instanceof ApiError && [403, 404, 409].includes(error.status)) return;
        options.log(`${inspector.id}: ${error instanceof Error ? error.message : String(error)}`);
      });
  };
}

interface Place {
  lat: number;
  lon: number;
}

async function carryOut(order: Dispatch, session: ApiSession, here: Place, options: InspectorOptions) {
  const { clock, district } = options;
  const site = district.sites.find(({ id }) => id === order.siteId);
  if (!site) return;
  const chance = chanceOf(options.seed, `${order.siteId} ${order.inspectorId} ${order.offerCount}`);
  const act = (name: DispatchAct, body: object = {}) =>
    session.send('POST', `/dispatches/${order.id}/${name}`, body);
  const mood = chance.float();
  if (mood < temper.ignores) return;
  await clock.wait(chance.between(5_000, 45_000));
  if (mood < temper.ignores + temper.declines) {
    await act('decline', { reason: chance.pick(['正在处理另一起投诉', '车辆故障', '身体不适']) });
    return;
  }
  await act('accept');
  await clock.wait(chance.between(8_000, 40_000));
  await act('depart', here);
  if (chance.happens(temper.stuck)) await clock.wait(stuckMs);
  await ride(session, here, site, clock);
  await act('arrive', here);
  await clock.wait(chance.between(60_000, 150_000));
  const finding = chance.pick(['confirmed', 'confirmed', 'corrected', 'corrected', 'false-alarm'] as const);
  await act('submit', { finding, comment: '已到场核实' });
  options.onSettled(order.siteId);
}

/** Straight on, telling where he is on the way. */
async function ride(session: ApiSession, here: Place, to: Place, clock: VirtualClock): Promise<void> {
  const from = { ...here };
  const north = (to.lat - from.lat) * metresPerDegree;
  const east = (to.lon - from.lon) * metresPerDegree * Math.cos((to.lat * Math.PI) / 180);
  const rideMs = (Math.hypot(north, east) / metresPerS) * 1000;
  const startMs = clock.now();
  for (let share = 0; share < 1; ) {
    await clock.wait(Math.min(stepEveryMs, rideMs));
    share = rideMs === 0 ? 1 : Math.min(1, (clock.now() - startMs) / rideMs);
    here.lat = from.lat + (to.lat - from.lat) * share;
    here.lon = from.lon + (to.lon - from.lon) * share;
    await session.send('POST', '/inspectors/me/position', here);
  }
}
