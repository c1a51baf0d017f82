/** What the mock answers an officer's acts on violations and on the service of devices; null for what is not its. */
import { type Dispatch, orderEnded } from '@mingchu/shared/dispatch';
import type { Violation } from '@mingchu/shared/violation';
import { json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const tenMinutesMs = 600_000;

export function answerViolation(world: MockWorld, ask: MockAsk): Response | null {
  const [room, id = '', act = '', deviceId = '', what] = ask.path;
  if (room === 'sites' && what === 'service') return service(world, { siteId: id, deviceId }, ask);
  if (room !== 'violations' || act === 'timeline') return null;
  const found = world.violations.get(id);
  if (!found) return problem(404, 'not-found');
  if (act === '') return json(found);
  if (ask.body['comment'] === '409') return problem(409, 'version-conflict');
  if (act === 'dispatch') return send(world, found);
  if (act === 'review') return review(world, found, ask.body);
  if (act === 'transfer') return transfer(world, found, ask.body);
  const more =
    act === 'shelve'
      ? { shelvedUntil: new Date(Date.now() + Number(ask.body['minutes']) * 60_000).toISOString() }
      : {};
  const next = world.happen(found, act as 'ack' | 'shelve' | 'unshelve', more);
  return next ? json(next) : problem(409, 'not-allowed-in-state');
}

function review(world: MockWorld, found: Violation, body: Record<string, unknown>): Response {
  const verdict = body['verdict'] as NonNullable<Violation['review']>;
  const next = world.changeViolation(found, { review: verdict });
  return json(verdict === 'false-alarm' ? world.happen(next, 'dismiss') : next);
}

function transfer(world: MockWorld, found: Violation, body: Record<string, unknown>): Response {
  if (found.review !== 'confirmed' && found.review !== 'reclassified') return problem(409, 'not-confirmed');
  return json(world.changeViolation(found, { caseRef: String(body['caseRef']) }));
}

/** Whoever is on shift and has nothing to do is asked; the ten minutes run from now. */
function send(world: MockWorld, found: Violation): Response {
  const orders = [...world.dispatches.values()];
  const before = orders.filter(({ violationId }) => violationId === found.id);
  if (before.some(({ state }) => !orderEnded[state])) return problem(409, 'already-dispatched');
  const busy = new Set(orders.map(({ inspectorId }) => inspectorId));
  const free = world.district.inspectors.find(
    ({ onShift, inspectorId }) => onShift && !busy.has(inspectorId),
  );
  const nowMs = Date.now();
  const at = new Date(nowMs).toISOString();
  const order: Dispatch = {
    id: `order-${before.length + 1}-${found.id}`,
    violationId: found.id,
    siteId: found.siteId,
    severity: found.severity,
    inspectorId: free?.inspectorId ?? null,
    state: 'offered',
    reason: 'nearest-on-shift',
    openedAt: at,
    offeredAt: at,
    acceptedAt: null,
    departedAt: null,
    dueAt: new Date(nowMs + tenMinutesMs).toISOString(),
    arrivedAt: null,
    submittedAt: null,
    finding: null,
    breachedAt: null,
    latenessMs: null,
    offerCount: 1,
    version: 0,
  };
  world.changeViolation(found, { dispatchId: order.id });
  return json(world.change(order, {}));
}

/** Takes the device out or puts it back, and its violations with it. */
function service(
  world: MockWorld,
  { siteId, deviceId }: { siteId: string; deviceId: string },
  { body }: MockAsk,
): Response {
  const inService = body['inService'] === true;
  const { district } = world;
  const isIt = (device: { siteId: string; id: string }): boolean =>
    device.siteId === siteId && device.id === deviceId;
  const device = district.devices.find(isIt);
  if (!device) return problem(404, 'no-such-device');
  const next = { ...device, inService };
  district.devices = district.devices.map((each) => (isIt(each) ? next : each));
  for (const violation of world.violations.values())
    if (violation.siteId === siteId && violation.deviceId === deviceId)
      world.happen(violation, inService ? 'return-to-service' : 'remove-from-service');
  world.publish({ kind: 'registry', body: { reason: 'device-service' } });
  return json(next);
}
