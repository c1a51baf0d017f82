/**
 * Notices that this page stood still: stuck in a script, asleep with its computer, frozen by the browser, or with a
 * wall clock that somebody moved. The cover does not wait for any of this (see `deadMan.ts`); here it is found out
 * what it was, said on the screen, and asked whether what is shown is still true.
 */
import { reportScreen, screenReportsPath } from '../reportScreen.ts';
import { doubt, serverNow, tellTruth, useLiveStore } from '../store.ts';
import { type FromWorker, pageSpeaksMs, type ToWorker } from './silence.ts';

/** A wall clock that moves by more than this against the monotonic one has jumped, ms. */
const jumpMs = 2_000;
/** An answer that does not come is asked for again after this long, ms. */
const askAgainMs = 2_000;

/** Watches until the answer is called. `ask` asks the server for proof; `reports` false tells nobody. */
export function watchStandstill({ ask, reports }: { ask: () => void; reports: boolean }): () => void {
  const worker = new Worker(new URL('./stallWorker.ts', import.meta.url), { type: 'module' });
  const say = (message: ToWorker): void => worker.postMessage(message);
  const reportTo = reports ? new URL(`/api/v1${screenReportsPath}`, location.href).href : null;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    const forMs = Math.round(data.forMs);
    tellTruth({ standstill: { kind: data.kind, fromMs: serverNow() - forMs, forMs } });
    if (reports) reportScreen({ kind: data.kind, forMs });
    ask();
  };

  const apart = (): number => Date.now() - performance.now();
  let known = apart();
  let askedMs = Number.NEGATIVE_INFINITY;
  const lookAtClocks = (): void => {
    const now = apart();
    if (Math.abs(now - known) > jumpMs) {
      doubt();
      askedMs = Number.NEGATIVE_INFINITY;
    }
    known = now;
    const inDoubt = useLiveStore.getState().doubtSinceMs !== null;
    if (!inDoubt || performance.now() - askedMs < askAgainMs) return;
    askedMs = performance.now();
    ask();
  };
  const speak = (): void => {
    lookAtClocks();
    if (document.visibilityState === 'visible') say({ kind: 'alive', reportTo });
  };
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') return say({ kind: 'hidden' });
    speak();
    ask();
  };
  const onFreeze = (): void => say({ kind: 'hidden' });
  const onResume = (): void => {
    doubt();
    ask();
  };
  const timer = setInterval(speak, pageSpeaksMs);
  document.addEventListener('visibilitychange', onVisibility);
  document.addEventListener('freeze', onFreeze);
  document.addEventListener('resume', onResume);
  speak();
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onVisibility);
    document.removeEventListener('freeze', onFreeze);
    document.removeEventListener('resume', onResume);
    worker.terminate();
  };
}
