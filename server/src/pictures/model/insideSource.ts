/** How far a registered address reaches: itself, and what lies below its folder on the same server. Pure. */

/** Ways up that a server behind the address may understand although the URL parser does not. */
const hiddenWayUp = /%2e|%2f|%5c|\\|;|%00/i;

/** True where the server may go for this source: same scheme, host and port, at or below the folder of its path. */
export function isInside(registered: URL, target: URL): boolean {
  if (target.origin !== registered.origin || target.username !== '' || target.password !== '') return false;
  if (target.pathname === registered.pathname) return true;
  const folder = new URL('.', registered).pathname;
  return target.pathname.startsWith(folder) && !hiddenWayUp.test(target.pathname.slice(folder.length));
}
