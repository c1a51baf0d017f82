/**
 * The service worker of the phone, and of the phone only: its scope is `/m`, so the wall and the desk never meet it.
 * Built pages only; on plain http (but for localhost) browsers have none, and the phone works without.
 */
import type { Session } from '@mingchu/shared/http';
import { workerScope } from '../../../http/workerScope.ts';
import { isMockTab } from '../mockTab.ts';

export const workerUrl = '/sw.js';
/** Where page and worker remember who was last signed in, for a start without a network. */
export const sessionCache = 'mingchu-phone-session';
export const sessionUrl = '/api/v1/session';
export const picturesCache = 'mingchu-phone-pictures';
export const syncTag = 'kept-acts';

interface SyncingRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

let registration: Promise<SyncingRegistration | null> | undefined;

/** Registers it once; null where there is none. */
export function registerWorker(): Promise<SyncingRegistration | null> {
  if (!import.meta.env.PROD || isMockTab() || !('serviceWorker' in navigator)) return Promise.resolve(null);
  registration ??= navigator.serviceWorker
    .register(workerUrl, { scope: workerScope, updateViaCache: 'none' })
    .catch(() => null);
  return registration;
}

/** Asks the browser to wake the worker when the network is back, even if the page is closed by then. */
export async function askForSync(): Promise<void> {
  try {
    await (await registerWorker())?.sync?.register(syncTag);
  } catch {
    // Not allowed or not known here: the page tries by itself.
  }
}

/** Remembers who works at this phone, so that it opens without a network. */
export async function rememberSession(session: Session): Promise<void> {
  if (!('caches' in globalThis) || isMockTab()) return;
  const answer = new Response(JSON.stringify(session), { headers: { 'content-type': 'application/json' } });
  await (await caches.open(sessionCache)).put(sessionUrl, answer);
}

/** Forgets him and the pictures of his orders. */
export async function forgetSession(): Promise<void> {
  if (!('caches' in globalThis)) return;
  await Promise.all([caches.delete(sessionCache), caches.delete(picturesCache)]);
}
