import { type DispatchState, dispatchStates, orderEnded } from '@mingchu/shared/dispatch';

/** States in which an order is on no screen. */
export const finalDispatchStates: ReadonlySet<DispatchState> = new Set(
  dispatchStates.filter((state) => orderEnded[state]),
);
