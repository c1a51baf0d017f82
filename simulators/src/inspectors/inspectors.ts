/**
 * Inspectors as people: the duty account's live connection tells of offers, then each acts with his own account. He
 * thinks, accepts, leaves, rides, arrives, looks about and reports; a few decline, ignore it or get stuck.
 */
import type { PhotoView } from '@mingchu/shared/arrival';
import type { Dispatch, DispatchAct } from '@mingchu/shared/dispatch';
import type { Inspector } from '@mingchu/shared/registry';
import { ApiError, type ApiSession, signIn } from '../apiClient.ts';
import type { District } from '../district/buildDistrict.ts';
import type { LiveSession } from '../liveSession.ts';
import type { VirtualClock } from '../virtualClock.ts';
import type { Behaviour } from './behaviour.ts';

export interface InspectorOptions {
  api: string;
  password: string;
  district: District;
  clock: VirtualClock;
  live: LiveSession;
  behaviourOf: (offer: { siteId: string; inspectorId: string; offerCount: number }) => Behaviour;
  /** What he sees of the kitchen when he stands in it, as JPEG; null where there is nothing to draw. */
  photoOf: (siteId: string) => Promise<Buffer | null>;
  /** He has reported from there. */
  onSettled: (siteId: string) => void;
  log: (line: string) => void;
}

/** A phone tells its place this often, and on a fast clock at most this often in real time. */
const stepEveryMs = 5_000;
const leastStepRealMs = 250;
/** An electric scooter through town, door to door. */
const metresPerS = 5.5;
const metresPerDegree = 111_320;
const accuracyM = 8;

/** From now on every offer is taken as its inspector would. */
export function startInspectors(options: InspectorOptions): void {
  const people = new Map(options.district.inspectors.map((one) => [one.id, makePerson(one, options)]));
  const seen = new Set<string>();
  options.live.onDispatch((order) => {
    if (order.state !== 'offered') return;
    // Two are asked at once when nobody could be there in time; the first to accept has it.
    for (const inspectorId of order.offeredTo ?? []) {
      const offer = `${order.id} ${inspectorId} ${order.offeredAt ?? ''}`;
      const person = people.get(inspectorId);
      if (!person || seen.has(offer)) continue;
      seen.add(offer);
      person({ ...order, inspectorId });
    }
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
    const offeredAtMs = options.clock.now();
    work = work
      .then(async () => carryOut({ order, session: await signedIn(), here, offeredAtMs }, options))
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

async function carryOut(
  task: { order: Dispatch; session: ApiSession; here: Place; offeredAtMs: number },
  options: InspectorOptions,
): Promise<void> {
  const { order, session, here, offeredAtMs } = task;
  const { clock, district, behaviourOf } = options;
  const site = district.sites.find(({ id }) => id === order.siteId);
  if (!site || order.inspectorId === null) return;
  const { siteId, inspectorId, offerCount } = order;
  const behaviour = behaviourOf({ siteId, inspectorId, offerCount });
  const act = (name: DispatchAct, body: object = {}) =>
    session.send('POST', `/dispatches/${order.id}/${name}`, body);
  if (behaviour.answer === 'ignore') return;
  // The phone rang when the offer came, whatever else he had in hand.
  await clock.wait(behaviour.thinkMs - (clock.now() - offeredAtMs));
  if (behaviour.answer === 'decline') {
    await act('decline', { reason: behaviour.reason });
    return;
  }
  await act('accept');
  await clock.wait(behaviour.packMs);
  await act('depart', here);
  await clock.wait(behaviour.stuckMs);
  await ride({ session, here, to: site, rideMs: behaviour.rideMs }, clock);
  // Two proofs that he is there: a position as good as phones give it, and a picture.
  const jpeg = await options.photoOf(order.siteId);
  const photo = jpeg && (await session.upload(`/dispatches/${order.id}/photos?purpose=arrival`, jpeg));
  const photoSha256 = (photo as PhotoView | null)?.sha256;
  await act('arrive', { ...here, accuracyM, ...(photoSha256 !== undefined && { photoSha256 }) });
  await clock.wait(behaviour.lookMs);
  await act('submit', { finding: behaviour.finding, comment: '已到场核实' });
  options.onSettled(order.siteId);
}

/** Straight on, telling where he is on the way. */
async function ride(
  way: { session: ApiSession; here: Place; to: Place; rideMs: number | null },
  clock: VirtualClock,
): Promise<void> {
  const { session, here, to } = way;
  const from = { ...here };
  const north = (to.lat - from.lat) * metresPerDegree;
  const east = (to.lon - from.lon) * metresPerDegree * Math.cos((to.lat * Math.PI) / 180);
  const rideMs = way.rideMs ?? (Math.hypot(north, east) / metresPerS) * 1000;
  const stepMs = Math.max(stepEveryMs, leastStepRealMs * clock.speed);
  const startMs = clock.now();
  for (let share = 0; share < 1; ) {
    await clock.wait(Math.min(stepMs, startMs + rideMs - clock.now()));
    share = rideMs === 0 ? 1 : Math.min(1, (clock.now() - startMs) / rideMs);
    here.lat = from.lat + (to.lat - from.lat) * share;
    here.lon = from.lon + (to.lon - from.lon) * share;
    // The last step is the arrival itself.
    if (share < 1) await session.send('POST', '/inspectors/me/position', here);
  }
}
