/** The mock's inspectors on their feet: who is en route comes nearer every few seconds, and one phone has been silent. */
import type { InspectorPosition } from '@mingchu/shared/live';
import type { MockWorld } from './world.ts';

const stepMs = 5_000;
/** Share of the way left that one step takes. */
const stride = 0.03;
/** Positions at the start, minutes old; those who have no order tell nothing. */
const idleAgeMin = 42;
const silentAgeMin = 9;

/** Sets everybody out, and keeps those walking who have somewhere to go. */
export function startWalking(world: MockWorld): void {
  const { inspectors } = world.district;
  const going = goals(world);
  inspectors.forEach((person, index) => {
    const ageMin = going.has(person.inspectorId) ? 0 : idleAgeMin;
    inspectors[index] = { ...person, at: minutesAgo(ageMin) };
  });
  const silent = [...going.keys()][1];
  const silentIndex = inspectors.findIndex((person) => person.inspectorId === silent);
  const found = inspectors[silentIndex];
  if (found) inspectors[silentIndex] = { ...found, at: minutesAgo(silentAgeMin) };
  setInterval(() => {
    for (const [inspectorId, siteId] of goals(world)) {
      if (inspectorId !== silent) takeStep(world, inspectorId, siteId);
    }
  }, stepMs);
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
