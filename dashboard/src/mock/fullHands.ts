/**
 * One inspector of the mock who has all orders of the day, each in a situation of its own, and names as long as they
 * come. In a dead spot two of his orders leave him while he does not hear of it.
 */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { MockWorld } from './world.ts';

const his = 'inspector01';
const minuteMs = 60_000;
const longKitchen = '第一实验中学附属小学（南校区）学生集体用餐配送中心';
const longName = '阿卜杜热合曼·买买提江';

/** In the case `dead-spot` nobody is reached in this time, ms after the start. */
export const deadSpotMs = { from: 8_000, to: 30_000 };
/** While he is away: which of his orders is recalled, which a colleague has. */
const recalledId = 'dispatch-4';
const handedOverId = 'dispatch-6';

/** Gives him what the opening stories have, but for what is only offered. */
export function fillHands(world: MockWorld): void {
  const { district, dispatches } = world;
  const [first, ...colleagues] = district.inspectors;
  if (first) district.inspectors = [{ ...first, name: longName }, ...colleagues];
  const situations = situationsAt(Date.now());
  for (const order of dispatches.values()) {
    if (order.state === 'offered') dispatches.delete(order.id);
    else dispatches.set(order.id, { ...order, ...situations[order.id]?.(order), inspectorId: his });
  }
  const siteId = dispatches.get('dispatch-3')?.siteId;
  district.sites = district.sites.map((site) => (site.id === siteId ? { ...site, name: longKitchen } : site));
  if (world.mockCase === 'dead-spot') setTimeout(() => loseTwo(world), (deadSpotMs.from + deadSpotMs.to) / 2);
}

function situationsAt(nowMs: number): Record<string, (order: Dispatch) => Partial<Dispatch>> {
  const ago = (minutes: number): string => new Date(nowMs - minutes * minuteMs).toISOString();
  const refusal = { state: 'refused', comment: '照片里看不到后厨，请到后厨门口再拍' } as const;
  const asked = { minutes: 10, reason: '道路拥堵', askedBy: his, askedAt: ago(1) };
  return {
    'dispatch-2': ({ arrivalClaim }) => ({
      arrivalClaim: arrivalClaim ? { ...arrivalClaim, inspectorId: his } : null,
    }),
    'dispatch-3': () => ({ extension: asked }),
    [recalledId]: () => ({
      arrivalClaim: { ...refusal, inspectorId: his, at: ago(1), claimedAt: ago(2), proofs: [] },
    }),
    [handedOverId]: ({ dueAt }) => ({
      originalDueAt: dueAt,
      dueAt: new Date(Date.parse(dueAt) + 5 * minuteMs).toISOString(),
    }),
  };
}

function loseTwo(world: MockWorld): void {
  const [recalled, handedOver] = [world.dispatches.get(recalledId), world.dispatches.get(handedOverId)];
  if (recalled) world.act(recalled, 'recall');
  if (handedOver) world.change(handedOver, { inspectorId: 'inspector02' });
}
