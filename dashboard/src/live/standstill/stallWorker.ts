/**
 * A thread of its own that listens to the page's. When the page is stuck it tells the server at once, since the page
 * cannot; when the page speaks again it tells the page how long it was stuck, to be said on the screen.
 */
import { type FromWorker, hear, type Listening, look, lookEveryMs, type ToWorker } from './silence.ts';

let listening: Listening = { heardMs: null, lookedMs: performance.now(), told: false };
let reportTo: string | null = null;
const page = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
};

page.onmessage = ({ data }) => {
  if (data.kind === 'hidden') {
    listening = { ...listening, heardMs: null, told: false };
    return;
  }
  ({ reportTo } = data);
  const { next, tell } = hear(listening, performance.now());
  listening = next;
  if (tell) page.postMessage(tell);
};

setInterval(() => {
  const { next, tell } = look(listening, performance.now());
  listening = next;
  if (tell?.kind === 'slept') page.postMessage({ kind: 'slept', forMs: tell.forMs });
  if (tell?.kind === 'still-stuck' && reportTo !== null) {
    const body = JSON.stringify({ kind: tell.kind, forMs: Math.round(tell.forMs) });
    const headers = { 'content-type': 'application/json' };
    fetch(reportTo, { method: 'POST', body, headers, credentials: 'same-origin' }).catch(() => undefined);
  }
}, lookEveryMs);
