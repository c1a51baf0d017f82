/** Who answers a request that passes the phone's service worker. Pure: the worker asks, and does what is said. */
import { sessionUrl } from './registerWorker.ts';

/** `network`: the worker leaves it alone. */
export type RequestRoute = 'network' | 'page' | 'session' | 'asset' | 'picture' | 'shell';

/**
 * A navigation below /api/ is no page of ours: a sign-in that comes back from its provider, the description of the
 * API, a table taken out. It must reach the server, take its time, and show what the server says.
 */
export function routeRequest(
  request: { method: string; mode: string; url: string },
  { origin, shell }: { origin: string; shell: readonly string[] },
): RequestRoute {
  const { origin: asked, pathname } = new URL(request.url);
  if (request.method !== 'GET' || asked !== origin) return 'network';
  if (request.mode === 'navigate') return pathname.startsWith('/api/') ? 'network' : 'page';
  if (pathname === sessionUrl) return 'session';
  if (pathname.startsWith('/assets/')) return 'asset';
  if (/^\/api\/v1\/frames\/[^/]+\.jpg$/.test(pathname)) return 'picture';
  return shell.includes(pathname) ? 'shell' : 'network';
}
