/** Lets a scenario happen: the district's feed, its people, and each event at its moment. */
import type { Page } from '@mingchu/shared/http';
import type { Violation } from '@mingchu/shared/violation';
import { type ApiSession, signIn } from '../apiClient.ts';
import { buildDistrict, type District } from '../district/buildDistrict.ts';
import { type Feed, startFeed } from '../feed/feed.ts';
import type { Behaviour } from '../inspectors/behaviour.ts';
import { startInspectors } from '../inspectors/inspectors.ts';
import { photoOf } from '../inspectors/photo.ts';
import type { Cabinet } from '../kitchen/coldModel.ts';
import { tidyScene } from '../kitchen/scene.ts';
import { openLive } from '../liveSession.ts';
import { registerDistrict } from '../register.ts';
import { UsageError } from '../usageError.ts';
import type { VirtualClock } from '../virtualClock.ts';
import {
  type HappeningName,
  happeningNames,
  type Person,
  type Scenario,
  type ScenarioEvent,
  secondsOf,
} from './scenario.ts';

export interface PlayOptions {
  scenario: Scenario;
  broker: string;
  api: string;
  password: string;
  /** Must show the server's time. */
  clock: VirtualClock;
  log: (line: string) => void;
}

const prompt = { thinkS: 15, packS: 15, rideS: 180, lookS: 90 };

/** Resolves when the story is over, with its beginning. */
export async function playScenario(options: PlayOptions): Promise<{ startMs: number }> {
  const { scenario, broker, api, password, clock, log } = options;
  const { seed, sites, inspectors } = scenario;
  const district = buildDistrict(seed, { sites, inspectors });
  checkPlaces(scenario, district);
  const whenConnected = await registerDistrict(api, password, district);
  const duty = await signIn(api, 'duty', password);
  const live = await openLive(api, duty);
  const feed = await startFeed({ district, seed, clock, broker, connections: sites, whenConnected });
  const { startMs } = feed;
  startInspectors({
    api,
    password,
    district,
    clock,
    live,
    log,
    behaviourOf: ({ inspectorId }) =>
      behaviourOf(scenario.people[inspectorId] ?? scenario.people['everybody'] ?? {}),
    photoOf: (siteId) => photoOf(feed, clock, siteId),
    onSettled: (siteId) => {
      for (const scene of feed.kitchens.get(siteId)?.scenes.values() ?? []) tidyScene(scene);
    },
  });
  const stage: Stage = { feed, clock, duty, log };
  for (const event of scenario.events) {
    const atMs = startMs + secondsOf(event.at) * 1000;
    clock.after(atMs - clock.now(), () => happen(stage, event, atMs));
  }
  await clock.wait(startMs + scenario.minutes * 60_000 - clock.now());
  live.close();
  clock.stop();
  await feed.close();
  return { startMs };
}

interface Stage {
  feed: Feed;
  clock: VirtualClock;
  duty: ApiSession;
  log: (line: string) => void;
}

const happenings: { [Name in HappeningName]: (stage: Stage, event: ScenarioEvent, atMs: number) => void } = {
  detect: ({ feed, clock }, { site, detect }, atMs) => {
    if (!detect) return;
    const { type, camera = 1, times = 1, everyS = 8, confidence, zone } = detect;
    for (let n = 0; n < times; n++) {
      const seenMs = atMs + n * everyS * 1000;
      const sighting = {
        type,
        atMs: seenMs,
        ...(confidence !== undefined && { confidence }),
        ...(zone !== undefined && { zone }),
      };
      clock.after(seenMs - clock.now(), () => feed.detect(site, `${site}-cam${camera}`, sighting));
    }
  },
  cabinet: ({ feed }, { site, cabinet }) => {
    if (!cabinet) return;
    const machine = cabinetAt(feed, site, cabinet.device);
    if (cabinet.fail !== undefined) machine.fail(cabinet.fail);
    if (cabinet.repair) machine.repair();
    if (cabinet.setC !== undefined) machine.setTemperature(cabinet.setC);
  },
  gas: ({ feed }, { site, gas }) => {
    for (const sensor of feed.kitchens.get(site)?.sensors.values() ?? [])
      if (gas) sensor.gas?.leak(gas.towardsPctLel);
  },
  values: ({ feed }, { site, values }) => {
    const overrides = feed.overridesOf(`${site}-${values?.device}`);
    for (const [metric, value] of Object.entries(values?.set ?? {})) {
      if (value === null) overrides.delete(metric);
      else overrides.set(metric, value);
    }
  },
  fault: ({ feed }, { site, fault }) => {
    if (!fault) return;
    const { device, skewS, ...rest } = fault;
    Object.assign(
      feed.faultsOf(`${site}-${device}`),
      rest,
      skewS === undefined ? {} : { skewMs: skewS * 1000 },
    );
  },
  line: ({ feed }, { site, line }) => {
    if (line === 'cut') feed.gatewayOf(site).cut();
    else feed.gatewayOf(site).restore();
  },
  officer: (stage, event) => {
    actAsOfficer(stage, event).catch((error: unknown) => stage.log(`officer: ${String(error)}`));
  },
};

function happen(stage: Stage, event: ScenarioEvent, atMs: number): void {
  for (const name of happeningNames) if (event[name] !== undefined) happenings[name](stage, event, atMs);
}

async function actAsOfficer({ duty }: Stage, { site, officer }: ScenarioEvent): Promise<void> {
  if (!officer) return;
  const { items } = (await duty.get(
    `/violations?state=open&siteId=${site}&ruleId=${officer.rule}`,
  )) as Page<Violation>;
  const violation = items[0];
  if (!violation) throw new Error(`there is no open ${officer.rule} at ${site}`);
  const bodies = {
    ack: {},
    review: { verdict: officer.verdict ?? 'confirmed' },
    shelve: { minutes: officer.minutes ?? 30, reason: '按计划停用' },
  };
  await duty.send('POST', `/violations/${violation.id}/${officer.act}`, bodies[officer.act]);
}

function cabinetAt(feed: Feed, site: string, device: string): Cabinet {
  const cabinet = feed.kitchens.get(site)?.sensors.get(`${site}-${device}`)?.cabinet;
  if (!cabinet) throw new UsageError(`there is no cabinet ${device} at ${site}`);
  return cabinet;
}

/** A name that the district does not have would be a story that does not happen. */
function checkPlaces({ events, people }: Scenario, district: District): void {
  const sites = new Set(district.sites.map((site) => site.id));
  const devices = new Set(district.devices.map((device) => device.id));
  const inspectors = new Set(district.inspectors.map((inspector) => inspector.id));
  for (const event of events) {
    const { site, detect, cabinet, values, fault } = event;
    if (!sites.has(site)) throw new UsageError(`event at ${event.at}: there is no site ${site}`);
    const device = detect ? `cam${detect.camera ?? 1}` : (cabinet ?? values ?? fault)?.device;
    if (device !== undefined && !devices.has(`${site}-${device}`))
      throw new UsageError(`event at ${event.at}: there is no device ${device} at ${site}`);
  }
  for (const id of Object.keys(people))
    if (id !== 'everybody' && !inspectors.has(id))
      throw new UsageError(`people: there is no inspector ${id}`);
}

function behaviourOf(person: Person): Behaviour {
  const { thinkS, packS, rideS, lookS } = { ...prompt, ...person };
  return {
    answer: person.answer ?? 'accept',
    thinkMs: thinkS * 1000,
    packMs: packS * 1000,
    stuckMs: (person.stuckS ?? 0) * 1000,
    rideMs: rideS * 1000,
    lookMs: lookS * 1000,
    finding: person.finding ?? 'corrected',
    reason: '正在处理另一起投诉',
  };
}
