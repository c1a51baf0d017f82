import { type DispatchState, dispatchStates, dispatchTransitions } from '@mingchu/shared/dispatch';

/** States that no act leaves, read from the one table: such orders are not on any screen. */
export const finalDispatchStates: ReadonlySet<DispatchState> = new Set(
  dispatchStates.filter((state) => Object.keys(dispatchTransitions[state]).length === 0),
);
