/** What the mock answers the phone's own requests; null for what is not its. */
import { type ArrivalClaim, type ProofKind, type ProofView, proofKinds } from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { MyNotifications } from '@mingchu/shared/notify';
import type { QueuedAct, QueuedActAnswer } from '@mingchu/shared/queuedAct';
import { type Checklist, reportOutcomes } from '@mingchu/shared/report';
import type { MyShift } from '@mingchu/shared/shift';
import { answerSwaps } from './answersSwaps.ts';
import { json, type MockAsk, problem } from './ask.ts';
import { actBy } from './parallelOffers.ts';
import type { MockWorld } from './world.ts';

/** The door code that fits in the mock; any other is wrong. */
const fittingCode = '123456';

const mine: MyNotifications = {
  email: null,
  mobile: null,
  language: 'zh-CN',
  channelOrder: [],
  quietHours: null,
  registryMobile: '13800000000',
  channels: [{ id: 'web-push', kind: 'web-push', name: 'Web Push' }],
  push: { publicKey: '', subscriptions: [] },
};

function checklistFor(world: MockWorld): Checklist {
  return {
    id: 'premises',
    title: { zh: '场所与操作', en: 'Premises and handling' },
    rules: world.district.rules.map(({ id }) => id),
    outcomes: [...reportOutcomes],
    questions: [
      {
        id: 'seen',
        text: { zh: '现场是否仍存在', en: 'Still there on site' },
        kind: 'yes-no',
        required: true,
      },
      {
        id: 'discarded',
        text: { zh: '销毁食品重量', en: 'Food discarded' },
        kind: 'number',
        unit: 'kg',
        required: false,
      },
      { id: 'remark', text: { zh: '备注', en: 'Remark' }, kind: 'text', required: false },
    ],
  };
}

export function answerPhone(world: MockWorld, ask: MockAsk): Response | null {
  const [room, id = '', act = ''] = ask.path;
  const ofSwaps = answerSwaps(world, ask);
  if (ofSwaps) return ofSwaps;
  if (room === 'me') return answerMe(ask);
  if (room === 'messages' && act === 'receipt') return json({ id, shownAt: now(), openedAt: null });
  if (room === 'inspectors' && act === 'position') return new Response(null, { status: 204 });
  if (room === 'checklists') return json({ items: [checklistFor(world)] });
  if (failsOn(ask)) return problem(500, 'internal-error');
  if (room === 'acts') return json(takeActs(world, ask));
  const order = room === 'dispatches' ? world.dispatches.get(id) : undefined;
  if (!order) return null;
  if (act === 'checklist') return json(checklistFor(world));
  if (act === 'photos' && ask.method === 'POST') return json(photoView(ask), 201);
  if (act === 'proofs' && ask.method === 'POST') return json(prove(world, order, ask.body));
  if (act === 'extension' && ask.path.length === 3) return json(askForTime(world, order, ask.body));
  return null;
}

/** The reason `500` for giving an order back is one on which the server fails, now and later. */
function failsOn({ body }: MockAsk): boolean {
  const acts = (body['acts'] ?? []) as QueuedAct[];
  return [body, ...acts.map((act) => act.body ?? {})].some(({ reason }) => reason === '500');
}

function now(): string {
  return new Date().toISOString();
}

function answerMe(ask: MockAsk): Response | null {
  const [, what] = ask.path;
  if (what === 'shift') return json(shiftNow());
  if (what === 'push-subscriptions') return json({ id: 'mock' }, 201);
  if (what !== 'notifications') return null;
  if (ask.method === 'PUT') Object.assign(mine, ask.body);
  return json(mine);
}

/** Four hours behind him, four to go. */
function shiftNow(): MyShift {
  const around = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  const current = {
    inspectorId: '',
    rotaId: 'day',
    rotaName: '白班',
    gridIds: [],
    from: around(-4),
    to: around(4),
  };
  return { onShift: true, current, next: null, partners: [{ inspectorId: 'inspector02', name: '陈静' }] };
}

function photoView(ask: MockAsk): unknown {
  const digits = crypto.getRandomValues(new Uint8Array(32));
  const sha256 = Array.from(digits, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { sha256, purpose: ask.search.get('purpose'), receivedAt: now(), deviceTime: null };
}

function judge(kind: ProofKind, body: Record<string, unknown>): ProofView {
  const wrong = kind === 'door-code' && (body['doorCode'] as { code: string }).code !== fittingCode;
  if (wrong) return { kind, verdict: 'unproven', reason: 'wrong-code', at: now() };
  const reasons = { position: 'within-fence', 'door-code': 'code-fits', photo: 'photo-taken' } as const;
  return { kind, verdict: 'holds', reason: reasons[kind], at: now() };
}

const bodyKeys = { position: 'position', 'door-code': 'doorCode', photo: 'photoSha256' } as const;

/** Two that hold are an arrival; one asks an officer, who never answers here, and so do those that contradict. */
function prove(world: MockWorld, order: Dispatch, body: Record<string, unknown>): unknown {
  const fresh = proofKinds
    .filter((kind) => body[bodyKeys[kind]] !== undefined)
    .map((kind) => judge(kind, body));
  const standing = order.arrivalClaim?.state === 'refused' ? [] : (order.arrivalClaim?.proofs ?? []);
  const proofs = [...standing, ...fresh];
  const holding = new Set(proofs.filter(({ verdict }) => verdict === 'holds').map(({ kind }) => kind));
  const conflicting = proofs.some(({ verdict }) => verdict === 'conflicts');
  if (holding.size >= 2 && !conflicting)
    return { dispatch: world.act(order, 'arrive', { arrivalClaim: null }) ?? order, proofs: fresh };
  if (holding.size === 0) return { dispatch: order, proofs: fresh };
  const arrivalClaim: ArrivalClaim = {
    state: conflicting ? 'conflicting' : 'pending',
    inspectorId: order.inspectorId ?? '',
    at: now(),
    claimedAt: order.arrivalClaim?.claimedAt ?? now(),
    proofs,
  };
  return { dispatch: world.change(order, { arrivalClaim }), proofs: fresh };
}

function askForTime(world: MockWorld, order: Dispatch, body: Record<string, unknown>): Dispatch {
  const { minutes, reason } = body as { minutes: number; reason: string };
  const extension = { minutes, reason, askedBy: order.inspectorId ?? '', askedAt: now() };
  return world.change(order, { extension });
}

/** Where an order has gone: what the phone tells of an act that came too late. */
function happened(world: MockWorld, order: Dispatch | undefined): QueuedActAnswer['happened'] {
  const { inspectors } = world.district;
  const holder = inspectors.find(({ inspectorId }) => inspectorId === order?.inspectorId);
  const { inspectorId = null, name: inspectorName = null } = holder ?? {};
  return { state: order?.state ?? 'recalled', inspectorId, inspectorName };
}

function takeActs(world: MockWorld, ask: MockAsk): unknown {
  const items = (ask.body['acts'] as QueuedAct[]).map((each): QueuedActAnswer => {
    const order = world.dispatches.get(each.dispatchId);
    const name = each.act === 'prove' ? 'arrive' : each.act;
    const isAnothers = order?.inspectorId !== ask.inspectorId && order?.state !== 'offered';
    const done = order && !isAnothers && actBy(world, order, { act: name, inspectorId: ask.inspectorId });
    return {
      id: each.id,
      outcome: done ? 'done' : 'overtaken',
      code: done ? null : 'overtaken',
      detail: null,
      happened: done ? null : happened(world, order),
      deviceTime: each.deviceTime,
      receivedAt: now(),
    };
  });
  return { receivedAt: now(), clockOffsetMs: 0, items };
}
