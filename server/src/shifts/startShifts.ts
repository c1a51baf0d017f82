/** Keeps the shifts in this process: at each boundary of the plan, when the plan or the registry changes, and by a sweep. */
import { startAlarm } from '../platform/alarm.ts';
import { keepShifts, type ShiftDeps } from './keepShifts.ts';

/** PostgreSQL channel on which whoever changes the plan tells the workers. */
export const shiftChannel = 'mingchu_shift';
/** Virtual ms between two looks: a notice may be lost, a plan is not. */
const sweepMs = 60_000;

export interface ShiftKeeper {
  stop(): Promise<void>;
}

/** `registryChannel`: on which an import of inspectors and grids is told. */
export async function startShifts(deps: ShiftDeps & { registryChannel: string }): Promise<ShiftKeeper> {
  const alarm = startAlarm({
    name: 'shifts',
    clock: deps.clock,
    log: deps.log,
    sweepMs,
    work: () => keepShifts(deps),
  });
  const wake = () => void alarm.wake();
  const listening = [
    await deps.db.listen(shiftChannel, { onPayload: wake, onReconnect: wake }),
    await deps.db.listen(deps.registryChannel, { onPayload: wake, onReconnect: wake }),
  ];
  return {
    stop: async () => {
      for (const stopListening of listening) await stopListening();
      await alarm.stop();
    },
  };
}
