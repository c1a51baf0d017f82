import type { DispatchState } from '@mingchu/shared/dispatch';
import { describe, expect, it } from 'vitest';
import { openOrder } from './openOrder.ts';
import type { MyOrder } from './overlay.ts';

const order = (id: string, state: DispatchState): MyOrder =>
  ({ item: { id }, shown: { order: { id, state }, waiting: [] } }) as unknown as MyOrder;
const idOf = (orders: MyOrder[], chosen: string | null, before: string | null) =>
  openOrder(orders, { chosen, before })?.shown.order.id;

describe('the order that fills the page', () => {
  const moving = order('moving', 'accepted');

  it('[PH19] stays the one under his hand when he arrives, though another clock runs', () => {
    expect(idOf([moving, order('there', 'arrived')], null, 'there')).toBe('there');
  });

  it('[PH19] is the most urgent one at first, after a report, and once the one before is gone', () => {
    expect(idOf([moving, order('there', 'arrived')], null, null)).toBe('moving');
    expect(idOf([moving, order('there', 'submitted')], null, 'there')).toBe('moving');
    expect(idOf([moving], null, 'there')).toBe('moving');
    expect(idOf([], null, 'there')).toBeUndefined();
  });

  it('[PH19] is the one he chose before all', () => {
    expect(idOf([moving, order('there', 'arrived')], 'there', 'moving')).toBe('there');
    expect(idOf([moving, order('there', 'submitted')], 'there', 'moving')).toBe('there');
  });
});
