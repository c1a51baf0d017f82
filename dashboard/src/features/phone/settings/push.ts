/** Subscribes this browser to Web Push, and ends it. Only after a tap: a question at the start is answered with no. */
import { request } from '../../../http/request.ts';
import { registerWorker } from '../worker/registerWorker.ts';

export type PushState = 'on' | 'off' | 'denied' | 'impossible';

/** Whether this browser is subscribed, and whether it can be. */
export async function pushState(): Promise<PushState> {
  const registration = await registerWorker();
  if (!registration || !('pushManager' in registration) || !('Notification' in globalThis))
    return 'impossible';
  if (Notification.permission === 'denied') return 'denied';
  return (await registration.pushManager.getSubscription()) ? 'on' : 'off';
}

/** Asks the person, subscribes, and tells the server. `publicKey`: the server's own, base64url. */
export async function switchPushOn(publicKey: string): Promise<PushState> {
  const registration = await registerWorker();
  if (!registration) return 'impossible';
  const permission = await Notification.requestPermission();
  // The question put away is not a no: it may be asked again.
  if (permission !== 'granted') return permission === 'denied' ? 'denied' : 'off';
  await registration.update().catch(() => undefined);
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(publicKey),
  });
  await request('POST', '/me/push-subscriptions', subscription.toJSON());
  return 'on';
}

/** Ends it here and at the server. */
export async function switchPushOff(): Promise<PushState> {
  const registration = await registerWorker();
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return 'off';
  await request('DELETE', '/me/push-subscriptions', { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
  return 'off';
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
