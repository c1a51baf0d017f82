/**
 * The dead man's switch of a screen. An animation of opacity runs on the browser's compositor thread, which goes on
 * when this thread is stuck. It began at the last proof of life and shows the cover at the limit; each new proof moves
 * its beginning. So nothing has to notice the silence, nor to draw: neither a timer, a socket nor a worker can fail to.
 */
import { notLiveAfterMs } from '@mingchu/shared/live';
import { localNow, useLiveStore } from './store.ts';

/** Ahead of the limit, so that the cover is on the screen by then, ms. */
const drawingMs = 200;
/** From unseen to seen: one step would do, but a step is not left to the compositor by every browser. ms. */
const fadeMs = 40;
/** Proofs of life come with each change; moving at most this often makes the cover early by at most this. ms. */
const minWindMs = 400;
const durationMs = notLiveAfterMs - drawingMs;

/** Keeps `element` unseen while the store is proven live; `onWound` is told at each move. Returns the end of it. */
export function windDeadMan(element: HTMLElement, onWound: () => void): () => void {
  const cover = element.animate(
    [
      { opacity: 0, offset: 0 },
      { opacity: 0, offset: 1 - fadeMs / durationMs },
      { opacity: 1, offset: 1 },
    ],
    { duration: durationMs, fill: 'both' },
  );
  let woundMs: number | undefined;
  const wind = (): void => {
    const { lastLiveAtMs } = useLiveStore.getState();
    const movedMs = woundMs === undefined ? Infinity : lastLiveAtMs - woundMs;
    if (movedMs === 0 || (movedMs > 0 && movedMs < minWindMs)) return;
    woundMs = lastLiveAtMs;
    // The document's timeline counts as `performance.now()` does. In doubt the end is now.
    cover.startTime = Number.isFinite(lastLiveAtMs) ? lastLiveAtMs : localNow() - durationMs;
    onWound();
  };
  wind();
  const unsubscribe = useLiveStore.subscribe(wind);
  return () => {
    unsubscribe();
    cover.cancel();
  };
}
