/** One device as whoever looks for its fault needs it, from all that is stored of it. */
import { districtDay } from '@mingchu/shared/calibration';
import {
  type DeviceDiagnosis,
  type ShownLetter,
  type ShownPacket,
  troubleDays,
} from '@mingchu/shared/deviceDiagnosis';
import { topicOf } from '@mingchu/shared/mqtt';
import { type Rulebook, rulesInForce } from '@mingchu/shared/rulebook';
import { pausesUntilSilent, silentAfterMs } from '@mingchu/shared/silence';
import { shownPeriod } from '@mingchu/shared/speech';
import { detectionTypes, metrics } from '@mingchu/shared/vocabulary';
import { rulesWatching, watchingRule } from '@mingchu/shared/watchingRules';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import {
  type DevicePlace,
  deviceState,
  findingsOfDay,
  lastReports,
  lettersBelow,
  lettersNaming,
  type LetterRow,
  type NewestValue,
  newestValues,
  type SpeakingRow,
  speakingAt,
  troublesOfDevice,
} from './deviceStore.ts';
import type { Family } from './families/family.ts';

/** Dead letters shown. */
const maxLetters = 20;
const dayMs = 86_400_000;

export interface ReadDeviceDeps {
  db: Database;
  clock: Clock;
  registry: Pick<RegistryCache, 'sites' | 'devices'>;
  rulebook: Rulebook;
  families: readonly Pick<Family, 'id' | 'title'>[];
}

/** Throws 404 for a device that is not registered. */
export async function readDevice(deps: ReadDeviceDeps, place: DevicePlace): Promise<DeviceDiagnosis> {
  const { db, clock } = deps;
  const state = await deviceState(db, place);
  if (!state)
    throw new ProblemError(404, 'device-not-found', `There is no device ${place.deviceId} at this site.`);
  const now = clock.date();
  const sinceDay = districtDay(now.getTime() - troubleDays * dayMs);
  const speaking = await speakingAt(db, place);
  const [reports, values, findings, troubles, letters] = await Promise.all([
    lastReports(db, place, now),
    newestValues(db, place, now),
    findingsOfDay(db, place, now),
    troublesOfDevice(db, place, sinceDay),
    lettersOf(db, place, speaking),
  ]);
  return {
    lastSeenAt: iso(state.lastSeenAt),
    lastSeq: state.lastSeq,
    skewMs: state.skewMs,
    registeredPeriodS: state.registeredPeriodS,
    declaredPeriodS: speaking?.declaredPeriodS ?? null,
    shownPeriodS: shownPeriodS(reports, state.registeredPeriodS),
    speaksAt: speaking ? addressOf(deps, speaking) : null,
    values: values.map(({ time, receivedAt, ...value }) => ({
      ...value,
      time: time.toISOString(),
      receivedAt: receivedAt.toISOString(),
    })),
    findings: findings.map(({ lastAt, ...finding }) => ({ ...finding, lastAt: lastAt.toISOString() })),
    rules: rulesOf(deps, place),
    packet: speaking ? heardPacket(speaking) : rebuiltPacket(place, values),
    troubles: troubles.map(({ lastAt, ...trouble }) => ({ ...trouble, lastAt: lastAt.toISOString() })),
    letters: letters.map(letterOf),
  };
}

/** Whatever it says so far. */
function rulesOf(
  { registry, rulebook, clock }: ReadDeviceDeps,
  { siteId, deviceId }: DevicePlace,
): DeviceDiagnosis['rules'] {
  const device = registry.devices.get(deviceKey(siteId, deviceId));
  if (!device) return [];
  const { kind, zone } = device;
  const siteKind = registry.sites.get(siteId)?.kind;
  const rules = rulesInForce(rulebook, clock.now()).map(watchingRule);
  return rulesWatching(rules, { kind, zone, siteKind, says: [...metrics, ...detectionTypes] }).map(
    ({ id, looksAt }) => ({ id, looksAt }),
  );
}

/** As the rules learn it (DH6), from values alone. */
function shownPeriodS(reports: readonly number[], registeredS: number): number | null {
  const registeredMs = registeredS * 1_000;
  const periodMs = shownPeriod(reports, registeredMs, silentAfterMs(pausesUntilSilent, registeredMs));
  return periodMs === null ? null : Math.round(periodMs / 1_000);
}

const iso = (date: Date | null): string | null => (date === null ? null : date.toISOString());

function addressOf(
  { families }: Pick<ReadDeviceDeps, 'families'>,
  row: SpeakingRow,
): NonNullable<DeviceDiagnosis['speaksAt']> {
  const { family, mount, address, boundBy, boundAt, name, maker, model, gateway, state } = row;
  return {
    family,
    mount,
    address,
    boundBy,
    name,
    maker,
    model,
    gateway,
    state,
    title: families.find(({ id }) => id === family)?.title ?? null,
    boundAt: boundAt.toISOString(),
    lastHeardAt: iso(row.lastHeardAt),
    said: Object.entries(row.said ?? {}).map(([called, one]) => ({ name: called, ...one })),
  };
}

function heardPacket({ lastTopic, lastPayload, lastPacketAt }: SpeakingRow): ShownPacket | null {
  if (lastTopic === null || lastPayload === null || lastPacketAt === null) return null;
  const payloadBase64 = lastPayload.toString('base64');
  return { topic: lastTopic, payloadBase64, at: lastPacketAt.toISOString(), rebuilt: false };
}

/** Canonical telemetry is stored by its meaning: what came with the newest time makes the message again, as it was said. */
function rebuiltPacket({ siteId, deviceId }: DevicePlace, values: NewestValue[]): ShownPacket | null {
  const newestMs = Math.max(...values.map(({ time }) => time.getTime()));
  const together = values.filter(({ time }) => time.getTime() === newestMs);
  if (together.length === 0) return null;
  const at = new Date(newestMs).toISOString();
  const said = Object.fromEntries(together.map(({ metric, raw }) => [metric, raw]));
  return {
    topic: topicOf(siteId, deviceId, 'telemetry'),
    payloadBase64: Buffer.from(JSON.stringify({ ts: at, values: said })).toString('base64'),
    at,
    rebuilt: true,
  };
}

/** A device of a family may have sent some on the canonical topics before it was bound. */
async function lettersOf(
  db: Database,
  { siteId, deviceId }: DevicePlace,
  speaking: SpeakingRow | undefined,
): Promise<LetterRow[]> {
  const canonical = topicOf(siteId, deviceId, 'telemetry').replace(/telemetry$/, '');
  const found = await Promise.all([
    lettersBelow(db, canonical, maxLetters),
    speaking ? lettersNaming(db, speaking, maxLetters) : [],
  ]);
  return found
    .flat()
    .sort((a, b) => b.id - a.id)
    .slice(0, maxLetters);
}

function letterOf({ receivedAt, payload, ...letter }: LetterRow): ShownLetter {
  return { ...letter, receivedAt: receivedAt.toISOString(), payloadBase64: payload.toString('base64') };
}
