/**
 * A browser's Web Push subscription follows whoever is signed in: a phone goes from hand to hand at the change of
 * shifts, and the orders of the one before must not appear on it. The browser keeps its subscription; the server is
 * told at each sign-in and opening whose it is now, and at signing out that it is nobody's.
 */
import { request } from './request.ts';
import { workerScope } from './workerScope.ts';

/** Signing out does not wait longer than this for the push service's sake, ms. */
const patienceMs = 4_000;

async function ofThisBrowser(): Promise<PushSubscription | null> {
  if (!('serviceWorker' in navigator)) return null;
  const registration = await navigator.serviceWorker.getRegistration(workerScope);
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/** Tells the server that the subscription, if there is one, is the present person's; also after it forgot it. */
export async function claimPush(): Promise<void> {
  const subscription = await ofThisBrowser();
  if (subscription) await request('POST', '/me/push-subscriptions', subscription.toJSON());
}

/** Tells the server that it is nobody's. One that cannot be told so is ended here: nothing more arrives. */
export async function releasePush(): Promise<void> {
  const subscription = await ofThisBrowser();
  if (!subscription) return;
  const { endpoint } = subscription;
  try {
    await withPatience(request<void>('DELETE', '/me/push-subscriptions', { endpoint }));
  } catch {
    await withPatience(subscription.unsubscribe());
  }
}

function withPatience<Answer>(work: Promise<Answer>): Promise<Answer> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('no answer in time')), patienceMs),
  );
  return Promise.race([work, late]);
}
