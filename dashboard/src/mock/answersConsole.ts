/** What the mock answers the console's own requests; null for what is not its. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import { type SoundActAnswer, usualDutyShifts } from '@mingchu/shared/sound';
import { json, type MockAsk, problem } from './ask.ts';
import { claimFacts } from './drawnClaim.ts';
import { drawnArrivals } from './drawnEstimate.ts';
import { drawnDay, drawnOfficerFigures } from './drawnOfficers.ts';
import { drawnReports } from './drawnReport.ts';
import type { MockWorld } from './world.ts';

const views = new Map<string, string>();

export function answerConsole(world: MockWorld, ask: MockAsk): Response | null {
  const { method, path, search } = ask;
  const [room, id = '', act = '', what = ''] = path;
  if (room === 'me' && id === 'views') return savedViews(ask, decodeURIComponent(act));
  if (room === 'statistics') return statistics(world, id);
  if (room === 'sound') return json(id === 'duty-shifts' ? { starts: usualDutyShifts } : soundAct(ask.body));
  if (room === 'inspectors' && id === 'phones') return json({ items: phones(world), nextCursor: null });
  if (room === 'sites' && act === 'arrivals') return arrivals(world, id);
  if (room === 'sites' && act === 'rules') return json({ items: [], nextCursor: null });
  if (room === 'violations' && id === '' && method === 'GET') {
    const device = search.get('deviceId');
    const items = [...world.violations.values()].filter(
      ({ siteId, deviceId }) => siteId === search.get('siteId') && (device === null || deviceId === device),
    );
    return json({ items: items.reverse(), nextCursor: null });
  }
  if (room !== 'dispatches' || id === '') return null;
  const order = world.dispatches.get(id);
  if (!order) return problem(404, 'not-found');
  if (method === 'GET') return read(order, act);
  return what === '' && act !== 'extension' ? null : judge(world, order, ask);
}

function soundAct({ act, minutes }: Record<string, unknown>): SoundActAnswer {
  const mutedUntil = act === 'mute' ? new Date(Date.now() + Number(minutes) * 60_000).toISOString() : null;
  return { at: new Date().toISOString(), mutedUntil };
}

function arrivals({ district }: MockWorld, siteId: string): Response {
  const site = district.sites.find(({ id }) => id === siteId);
  if (!site) return problem(404, 'no-such-site');
  return json({ items: drawnArrivals(site, district.inspectors, Date.now()) });
}

/** Of a country that does not exist, so that nobody is called by a drawn desk. */
function phones(world: MockWorld): object[] {
  return world.district.inspectors.map(({ inspectorId }, index) => ({
    inspectorId,
    phone: `+9990000${String(index + 1).padStart(4, '0')}`,
  }));
}

function savedViews({ method, body }: MockAsk, name: string): Response {
  if (method === 'PUT') views.set(name, String(body['query'] ?? ''));
  if (method === 'DELETE') views.delete(name);
  if (method !== 'GET') return new Response(null, { status: 204 });
  return json({ items: [...views].map(([each, query]) => ({ name: each, query })), nextCursor: null });
}

/** Of the load alone: the mock has no past. */
function statistics(world: MockWorld, what: string): Response | null {
  const drawn = { mockCase: world.mockCase, nowMs: Date.now(), announced: world.announced() };
  if (what === 'load') return json(drawnDay(drawn));
  return what === 'officers' ? json({ items: drawnOfficerFigures(drawn) }) : null;
}

function read(order: Dispatch, what: string): Response | null {
  if (what === '') return json(order);
  if (what === 'proofs') return json({ items: claimFacts(order) });
  if (what === 'reports') return json({ items: drawnReports(order) });
  if (what === 'photos') return json({ items: [] });
  if (what !== 'timeline') return null;
  const message = (step: string, recipientId: string, at: string, detail: object): object => ({
    at,
    subject: 'message',
    subjectId: `${order.id} ${step} ${recipientId}`,
    actor: 'system',
    act: `tell-${step}`,
    reason: 'delivered',
    detail: {
      recipientId,
      channel: 'in-app',
      text: '新派单：请在 10 分钟内到场',
      deliveredAt: at,
      ...detail,
    },
  });
  const at = order.offeredAt ?? order.openedAt;
  const items = [
    message('offer', order.inspectorId ?? 'role:duty', at, { openedAt: order.acceptedAt }),
    message('offer', 'role:duty', at, { shownAt: at, text: '新派单已发出' }),
  ];
  return json({ items });
}

/** An arrival or more time, as an officer decides it. */
function judge(world: MockWorld, order: Dispatch, { path, body }: MockAsk): Response {
  if (body['version'] !== order.version) return problem(409, 'overtaken');
  const at = new Date().toISOString();
  const change = (more: Partial<Dispatch>): Response => json(world.change(order, more));
  switch (path.slice(2).join('/')) {
    case 'extension': {
      const [minutes, reason] = [Number(body['minutes']), String(body['reason'])];
      return change({ extension: { minutes, reason, askedBy: 'duty', askedAt: at } });
    }
    case 'extension/refuse':
      return change({ extension: null });
    case 'extension/approve': {
      const dueMs = Date.parse(order.dueAt) + (order.extension?.minutes ?? 0) * 60_000;
      return change({ extension: null, dueAt: new Date(dueMs).toISOString(), originalDueAt: order.dueAt });
    }
    case 'arrival/confirm':
      return change({ arrivalClaim: null, state: 'arrived', arrivedAt: order.arrivalClaim?.at ?? at });
    case 'arrival/refuse':
      return order.arrivalClaim
        ? change({
            arrivalClaim: { ...order.arrivalClaim, state: 'refused', comment: String(body['reason']) },
          })
        : problem(409, 'no-claim');
    default:
      return problem(404, 'not-found');
  }
}
