/**
 * The mock's inspectors on their feet: who is en route comes nearer every few seconds. One phone has been silent for a
 * while, and so have those whose estimates are rough or missing.
 */
import type { InspectorPosition } from '@mingchu/shared/live';
import type { MockWorld } from './world.ts';

const stepMs = 5_000;
/** Share of the way left that one step takes. */
const stride = 0.03;
/** Positions at the start, minutes old; those who have no order tell nothing. */
const idleAgeMin = 42;
const silentAgeMin = 9;
const roughAgeMin = 24;

/** Sets everybody out, and keeps those walking who have somewhere to go. */
export function startWalking(world: MockWorld): void {
  const { inspectors } = world.district;
  const going = goals(world);
  const silent = silentPhones(world, going);
  inspectors.forEach((person, index) => {
    const { inspectorId } = person;
    const at = silent.get(inspectorId) ?? minutesAgo(going.has(inspectorId) ? 0 : idleAgeMin);
    inspectors[index] = { ...person, at: silent.get(inspectorId) === null ? null : at };
  });
  setInterval(() => {
    for (const [inspectorId, siteId] of goals(world)) {
      if (!silent.has(inspectorId)) takeStep(world, inspectorId, siteId);
    }
  }, stepMs);
}

/** When those last told anything whose phones are silent on their way; null for never. */
function silentPhones(world: MockWorld, going: ReadonlyMap<string, string>): Map<string, string | null> {
  const [, second] = going.keys();
  const silent = new Map<string, string | null>(second ? [[second, minutesAgo(silentAgeMin)]] : []);
  for (const { inspectorId, state, etaAt, etaEarliestAt } of world.dispatches.values()) {
    if (inspectorId === null || state !== 'en-route') continue;
    if (!etaAt) silent.set(inspectorId, null);
    else if (etaEarliestAt) silent.set(inspectorId, minutesAgo(roughAgeMin));
  }
  return silent;
}

/** Who goes where. */
function goals(world: MockWorld): Map<string, string> {
  const out = new Map<string, string>();
  for (const order of world.dispatches.values()) {
    if (order.inspectorId && (order.state === 'en-route' || order.state === 'arrived')) {
      out.set(order.inspectorId, order.siteId);
    }
  }
  return out;
}

function takeStep(world: MockWorld, inspectorId: string, siteId: string): void {
  const { inspectors, sites } = world.district;
  const index = inspectors.findIndex((person) => person.inspectorId === inspectorId);
  const [person, site] = [inspectors[index], sites.find((each) => each.id === siteId)];
  if (!person || !site) return;
  const next: InspectorPosition = {
    ...person,
    lon: person.lon + (site.lon - person.lon) * stride,
    lat: person.lat + (site.lat - person.lat) * stride,
    at: minutesAgo(0),
  };
  inspectors[index] = next;
  world.publish({ kind: 'inspector', body: next });
}

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}
