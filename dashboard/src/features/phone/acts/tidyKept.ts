/** Throws away what belongs to orders that are over: drafts, and pictures that the server has. */
import { useLiveStore } from '../../../live/store.ts';
import { dropPage, dropPhoto, keptActs, keptPhotos, pageKeys } from './kept.ts';

const tidyEveryMs = 60_000;
const prefixes = ['report/', 'arrival/'];

/** Tidies now and then while the facts are live, until the answer is called. */
export function tidyKept(username: string): () => void {
  const timer = setInterval(() => void tidy(username).catch(() => undefined), tidyEveryMs);
  return () => clearInterval(timer);
}

async function tidy(username: string): Promise<void> {
  const { live, link } = useLiveStore.getState();
  if (link !== 'synced' || live.seq === null) return;
  const waiting = (await keptActs(username)).map(({ dispatchId }) => dispatchId);
  const running = [...live.dispatches.values()].filter(({ state }) => state !== 'submitted');
  const needed = new Set([...waiting, ...running.map(({ id }) => id)]);
  for (const photo of await keptPhotos(username))
    if (photo.sha256 !== null && !needed.has(photo.dispatchId)) await dropPhoto(photo.id);
  for (const prefix of prefixes)
    for (const key of await pageKeys(prefix)) if (!needed.has(key.slice(prefix.length))) await dropPage(key);
}
