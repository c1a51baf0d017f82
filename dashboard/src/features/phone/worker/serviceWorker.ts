/**
 * The phone's service worker: opens the phone without a network, shows Web Push messages and says that it did, and
 * sends what was kept when the browser wakes it for that. Facts of the district are never cached: without a network
 * the page shows its own last snapshot, with its age.
 *
 * Built by itself into `/sw.js`; `__SHELL__` (addresses to keep) and `__SHELL_VERSION__` are put in by the build.
 */
import type { PushPayload } from '@mingchu/shared/notify';
import type { Session } from '@mingchu/shared/http';
import { answerOf } from '../../../http/requestError.ts';
import { keepTold, sendKept } from '../acts/sendKept.ts';
import { type RequestRoute, routeRequest } from './routeRequest.ts';
import { whereToOpen } from './whereToOpen.ts';
import { picturesCache, sessionCache, sessionUrl, syncTag } from './registerWorker.ts';

declare const __SHELL__: readonly string[];
declare const __SHELL_VERSION__: string;

interface LateEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchingEvent extends LateEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface PushedEvent extends LateEvent {
  readonly data: { json(): unknown } | null;
}
interface ClickedEvent extends LateEvent {
  readonly notification: Notification;
}
interface ResubscribedEvent extends LateEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}
interface TaggedEvent extends LateEvent {
  readonly tag: string;
}
interface WorkerEvents {
  install: LateEvent;
  activate: LateEvent;
  fetch: FetchingEvent;
  push: PushedEvent;
  notificationclick: ClickedEvent;
  pushsubscriptionchange: ResubscribedEvent;
  sync: TaggedEvent;
}
interface PageClient {
  readonly url: string;
  focus(): Promise<PageClient>;
  postMessage(word: unknown): void;
}
/** What of `ServiceWorkerGlobalScope` is used: the page's types and the worker's cannot both be loaded. */
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly location: Location;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled?: boolean }): Promise<PageClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
}
const worker = globalThis as unknown as WorkerScope;

const shellPrefix = 'mingchu-phone-shell-';
const shellCache = `${shellPrefix}${__SHELL_VERSION__}`;
/** Parts of fonts that were used: there are too many to fetch before. */
const assetsCache = 'mingchu-phone-assets';
const shellPage = '/index.html';
/** A network that says nothing for this long is a dead spot, ms. */
const patienceMs = 4_000;
const mostPictures = 12;
const mostAssets = 80;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(shellCache)
      .then((cache) => cache.addAll(__SHELL__.map((url) => new Request(url, { cache: 'no-cache' }))))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  const old = (name: string): boolean => name.startsWith(shellPrefix) && name !== shellCache;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const route = routeRequest(request, { origin: worker.location.origin, shell: __SHELL__ });
  if (route !== 'network') event.respondWith(answers[route](request));
});

const answers: Record<Exclude<RequestRoute, 'network'>, (request: Request) => Promise<Response>> = {
  page,
  session,
  asset: (request) => kept(request, { cache: assetsCache, most: mostAssets }),
  picture,
  shell: (request) => networkFirst(request, new URL(request.url).pathname),
};

function withPatience(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.timeout(patienceMs) });
}

/** The newest page when there is a network; a server that is down behind its gateway counts as none. */
async function page(request: Request): Promise<Response> {
  const cached = await caches.match(shellPage);
  try {
    const answer = await withPatience(request);
    return answer.status >= 500 && cached ? cached : answer;
  } catch (error) {
    if (cached) return cached;
    throw error;
  }
}

async function networkFirst(request: Request, path: string): Promise<Response> {
  try {
    return await withPatience(request);
  } catch (error) {
    const cached = await caches.match(path);
    if (cached) return cached;
    throw error;
  }
}

/** Who is signed in: the server says it, or, when nobody is reached, who it was last. */
async function session(request: Request): Promise<Response> {
  try {
    const answer = await withPatience(request);
    if (answer.status < 500) return answer;
  } catch {
    // Falls through to what is remembered.
  }
  const remembered = await caches.match(sessionUrl, { cacheName: sessionCache });
  return remembered ?? Response.error();
}

/** Content under a name that never changes: from the cache, else fetched and kept, the oldest making room. */
async function kept(request: Request, into: { cache: string; most: number }): Promise<Response> {
  const known = await caches.match(request, { ignoreSearch: true });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await keep(request, answer, into);
  return answer;
}

async function keep(
  request: Request,
  answer: Response,
  into: { cache: string; most: number },
): Promise<void> {
  const cache = await caches.open(into.cache);
  await cache.put(request, answer.clone());
  const names = await cache.keys();
  for (const name of names.slice(0, Math.max(0, names.length - into.most))) await cache.delete(name);
}

/** A camera's picture: asked for at each look, because the server notes who looks; kept for where there is no network. */
async function picture(request: Request): Promise<Response> {
  try {
    const answer = await withPatience(request);
    if (answer.ok) await keep(request, answer, { cache: picturesCache, most: mostPictures });
    return answer;
  } catch (error) {
    const known = await caches.match(request, { cacheName: picturesCache });
    if (known) return known;
    throw error;
  }
}

worker.addEventListener('push', (event) => {
  const message = event.data?.json() as PushPayload | undefined;
  if (message) event.waitUntil(show(message));
});

async function show(message: PushPayload): Promise<void> {
  const urgent = message.step === 'offer' || message.severity === 'critical';
  const options: NotificationOptions & { vibrate: number[]; renotify: boolean; timestamp: number } = {
    body: message.body,
    tag: message.id,
    renotify: true,
    requireInteraction: urgent,
    timestamp: Date.parse(message.at),
    vibrate: urgent ? [400, 150, 400, 150, 400] : [200],
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    data: message,
  };
  await worker.registration.showNotification(message.title, options);
  await receipt(message.id, 'shown');
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data as PushPayload));
});

async function open(message: PushPayload): Promise<void> {
  const said = receipt(message.id, 'opened');
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const around = { origin: worker.location.origin, open: pages.map(({ url }) => url) };
  const { how, url } = whereToOpen(message.url, around);
  const there = pages.find((each) => how !== 'open' && each.url === url);
  const { dispatchId, step } = message;
  if (how === 'tell') there?.postMessage({ kind: 'open-order', dispatchId, step });
  // Browsers may refuse to bring it to the front; the page shows it all the same.
  if (there) await there.focus().catch(() => undefined);
  else await worker.clients.openWindow(url);
  await said;
}

worker.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renew(event));
});

/** The push service has given the browser another address, or taken it away: the server learns the new one. */
async function renew({ oldSubscription, newSubscription }: ResubscribedEvent): Promise<void> {
  const { pushManager } = worker.registration;
  const options = oldSubscription?.options;
  const renewed =
    newSubscription ??
    (await pushManager.getSubscription()) ??
    (options?.applicationServerKey
      ? await pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: options.applicationServerKey,
        })
      : null);
  if (renewed) await post('/me/push-subscriptions', renewed.toJSON());
}

/** A receipt that does not get through is not tried again: by then the next channel has told him. */
async function receipt(id: string, event: 'shown' | 'opened'): Promise<void> {
  await post(`/messages/${encodeURIComponent(id)}/receipt`, { event }).catch(() => undefined);
}

worker.addEventListener('sync', (event) => {
  if (event.tag === syncTag) event.waitUntil(sendAll());
});

async function sendAll(): Promise<void> {
  const remembered = await caches.match(sessionUrl, { cacheName: sessionCache });
  if (!remembered) return;
  const { username } = (await remembered.json()) as Session;
  const { ended, answers } = await sendKept(username, post);
  // Kept before it is told: there may be no page to tell.
  await keepTold(username, answers);
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const each of pages) each.postMessage({ kind: 'acts-sent', answers });
  // The browser tries again later, with longer pauses.
  if (ended !== 'all-sent') throw new Error(`not sent yet: ${ended}`);
}

async function post(path: string, body: unknown): Promise<unknown> {
  const blob = body instanceof Blob;
  const sent = fetch(`/api/v1${path}`, {
    method: 'POST',
    credentials: 'same-origin',
    body: blob ? body : JSON.stringify(body),
    headers: { 'content-type': blob ? body.type : 'application/json' },
    signal: AbortSignal.timeout(20_000),
  });
  return answerOf(await sent);
}
