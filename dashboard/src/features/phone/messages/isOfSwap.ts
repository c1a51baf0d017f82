import { swapSteps } from '@mingchu/shared/notify';

/** Whether a message of this step tells of a swap of shifts. */
export function isOfSwap({ step }: { step: string }): boolean {
  return swapSteps.some((each) => each === step);
}
