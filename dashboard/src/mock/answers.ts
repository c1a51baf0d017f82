/** The mock's HTTP: real handlers on the mock world. The passwords `wrong` and `locked`, the names `ends-soon` and `ends-today`, the comments `401` and `409` and the reason `500` are error cases. */
import { type Dispatch, type DispatchAct, dispatchActs } from '@mingchu/shared/dispatch';
import type { Session, SignedIn, TimelineEntry } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { type Role, roles } from '@mingchu/shared/vocabulary';
import { json, type MockAsk, problem } from './ask.ts';
import { answerCalibration } from './answersCalibration.ts';
import { answerConsole } from './answersConsole.ts';
import { answerCredentials } from './answersCredentials.ts';
import { answerDevice } from './answersDevice.ts';
import { answerDevices } from './answersDevices.ts';
import { answerNoise } from './answersNoise.ts';
import { answerOffice } from './answersOffice.ts';
import { answerPhone } from './answersPhone.ts';
import { answerPlanning } from './answersPlanning.ts';
import { answerRecord } from './answersRecord.ts';
import { answerRegistry } from './answersRegistry.ts';
import { answerStatistics } from './answersStatistics.ts';
import { answerViolation } from './answersViolation.ts';
import { answerWall } from './answersWall.ts';
import { actBy } from './parallelOffers.ts';
import type { MockWorld } from './world.ts';

const sessionKey = 'mingchu.mock.session';

const displayNames = {
  inspector: '网格员',
  duty: '值班员',
  chief: '所长',
  admin: '管理员',
  leader: '组长',
} as const satisfies Record<Role, string>;

/** The role is what the name begins with; a name that names none is a duty officer. */
export function sessionFor(username: string, world?: MockWorld): Session {
  const role = roles.find((each) => username.startsWith(each)) ?? 'duty';
  const person = world?.district.inspectors.find(({ inspectorId }) => inspectorId === username);
  return {
    username,
    displayName: person?.name ?? displayNames[role],
    role,
    inspectorId: may(role, 'phone.work') ? username : null,
  };
}

const minuteMs = 60_000;
/** How long the sessions last whose end is near, minutes. */
const nearEnds: Readonly<Record<string, number>> = { 'ends-soon': 50 * 60, 'ends-today': 5 * 60 + 12 };

function signedInAs(username: string, world: MockWorld): SignedIn {
  const leftMs = (nearEnds[username] ?? 30 * 24 * 60) * minuteMs;
  return { ...sessionFor(username, world), endsAt: new Date(Date.now() + leftMs).toISOString() };
}

function signedInInspector(): string | null {
  const username = sessionStorage.getItem(sessionKey);
  return username === null ? null : sessionFor(username).inspectorId;
}

/** A `fetch` that answers from the world. */
export function answerFrom(world: MockWorld): (input: string, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const { pathname, searchParams } = new URL(input, location.origin);
    const path = pathname.replace('/api/v1', '').split('/').slice(1);
    const body = (typeof init?.body === 'string' && init.body !== '' ? JSON.parse(init.body) : {}) as Record<
      string,
      unknown
    >;
    const method = init?.method ?? 'GET';
    const ask: MockAsk = { method, path, search: searchParams, body, inspectorId: signedInInspector() };
    if (body['comment'] === '401') return problem(401, 'not-signed-in');
    const special =
      answerPhone(world, ask) ??
      answerCalibration(world, ask) ??
      answerStatistics(world, ask) ??
      answerPlanning(world, ask) ??
      answerRecord(world, ask) ??
      answerConsole(world, ask) ??
      answerViolation(world, ask) ??
      answerNoise(world, ask) ??
      answerOffice(world, ask) ??
      answerCredentials(world, ask) ??
      answerDevice(world, ask) ??
      answerDevices(world, ask) ??
      answerRegistry(ask) ??
      answerWall(ask);
    if (special) return special;
    const [room, id = '', act = ''] = path;
    if (room === 'map-settings') return json({ tiles: null });
    if (room === 'session') return session(world, method, body);
    if (room === 'violations') return json({ items: timeline(world, id) });
    if (room === 'dispatches') return dispatch(world, ask);
    if (room === 'sites' && act === 'readings')
      return json({ items: readings(searchParams), nextCursor: null });
    return problem(404, 'not-found');
  };
}

function session(world: MockWorld, method: string, body: Record<string, unknown>): Response {
  if (method === 'DELETE') {
    sessionStorage.removeItem(sessionKey);
    return new Response(null, { status: 204 });
  }
  if (method === 'POST') {
    if (body['password'] === 'wrong') return problem(401, 'wrong-name-or-password');
    if (body['password'] === 'locked') return problem(429, 'too-many-failed-sign-ins', { retryAfterS: 480 });
    sessionStorage.setItem(sessionKey, String(body['username']));
  }
  const username = sessionStorage.getItem(sessionKey);
  return username ? json(signedInAs(username, world)) : problem(401, 'not-signed-in');
}

function dispatch(world: MockWorld, ask: MockAsk): Response {
  const [, id = '', act = ''] = ask.path;
  const found = world.dispatches.get(id);
  if (!found) return problem(404, 'not-found');
  const { version = found.version } = ask.body;
  if (ask.body['comment'] === '409' || version !== found.version) return problem(409, 'version-conflict');
  if (!dispatchActs.includes(act as DispatchAct)) return problem(404, 'not-found');
  const more: Partial<Dispatch> = {};
  if (act === 'submit') more.finding = ask.body['finding'] as NonNullable<Dispatch['finding']>;
  if (act === 'reassign') more.inspectorId = String(ask.body['inspectorId']);
  const next = actBy(world, found, { act: act as DispatchAct, inspectorId: ask.inspectorId, more });
  return next ? json(next) : problem(409, 'not-allowed-in-state');
}

function timeline(world: MockWorld, violationId: string): TimelineEntry[] {
  const order = [...world.dispatches.values()].find((each) => each.violationId === violationId);
  const found = world.violations.get(violationId);
  const entry = (at: string | null, act: string, actor: string, reason: string): TimelineEntry[] =>
    at === null
      ? []
      : [
          {
            at,
            subject: act === 'open' ? 'violation' : 'dispatch',
            subjectId: violationId,
            actor,
            act,
            reason,
            detail: {},
          },
        ];
  const person = order?.inspectorId ?? 'system';
  return [
    ...entry(found?.openedAt ?? null, 'open', 'system', found?.reason ?? ''),
    ...entry(order?.offeredAt ?? null, 'offer', 'system', 'nearest-on-shift'),
    ...entry(order?.acceptedAt ?? null, 'accept', person, 'accepted-by-inspector'),
    ...entry(order?.departedAt ?? null, 'depart', person, 'departed'),
    ...entry(order?.breachedAt ?? null, 'breach', 'system', 'due-time-passed'),
    ...entry(order?.arrivedAt ?? null, 'arrive', person, 'arrived-on-site'),
    ...entry(order?.submittedAt ?? null, 'submit', person, `found-${order?.finding}`),
  ];
}

/** One point every five minutes. */
function readings(search: URLSearchParams): unknown[] {
  const from = Date.parse(search.get('from') ?? '');
  const to = Date.parse(search.get('to') ?? '');
  const items: unknown[] = [];
  for (let ms = from; ms < to; ms += 300_000) {
    const { mean, spread, rawOff } = drawnReading(search, ms, to);
    const time = new Date(ms).toISOString();
    if (search.has('bucket')) items.push({ time, min: mean - spread, max: mean + spread, mean, count: 12 });
    else items.push({ time, value: mean, ...(rawOff !== 0 && { raw: mean + rawOff }) });
  }
  return items;
}

/**
 * A fridge warms when its door is opened, by a sensor that shows half a degree too much; a battery only goes down, to
 * what the page of the device says of it.
 */
function drawnReading(
  search: URLSearchParams,
  ms: number,
  to: number,
): { mean: number; spread: number; rawOff: number } {
  if (search.get('metric') === 'batteryPct')
    return { mean: Math.min(100, 61 + Math.floor((to - ms) / 36 / 3_600_000)), spread: 0, rawOff: 0 };
  const cold = search.get('deviceId')?.startsWith('freezer') ? -19 : 4.2;
  const mean = cold + Math.sin(ms / 1_500_000) * 1.3 + Math.max(0, (ms - to + 1_500_000) / 250_000);
  return { mean, spread: 0.45, rawOff: 0.5 };
}
