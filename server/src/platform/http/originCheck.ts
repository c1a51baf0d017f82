/**
 * Requests that a foreign page makes a browser send. The session cookie is SameSite=Strict already; this is
 * the second lock, and the only one for WebSockets, which know no CORS.
 */

/** True when a browser says that the request comes from another origin than the host it asks. */
export function isForeignOrigin(origin: string | undefined, host: string | undefined): boolean {
  // Devices, scripts and simulators send no Origin; they also carry no browser's cookies.
  if (origin === undefined) return false;
  try {
    return new URL(origin).host !== host;
  } catch {
    return true;
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Methods that change nothing may come from anywhere. */
export function changesSomething(method: string): boolean {
  return !safeMethods.has(method);
}
