/** The server's clock as this process sees it: it may be set to another day and speed (CLOCK_START, CLOCK_SPEED). */
import { signIn } from './apiClient.ts';
import { openLive } from './liveSession.ts';
import { createVirtualClock, type VirtualClock } from './virtualClock.ts';

/** `seq` is the last change that was there when it was read. */
export async function serversClock({
  api,
  password,
  speed,
}: {
  api: string;
  password: string;
  speed: number;
}): Promise<{ clock: VirtualClock; seq: number }> {
  const live = await openLive(api, await signIn(api, 'duty', password));
  const { serverMs, monotonicMs, seq } = live.firstHeard;
  live.close();
  const startAt = serverMs + (performance.now() - monotonicMs) * speed;
  return { clock: createVirtualClock({ speed, startAt }), seq };
}
