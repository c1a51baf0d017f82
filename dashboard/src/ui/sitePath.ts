/** Where a kitchen's page is on the desk, with its cameras: one step from the wall and from the list of work. */
export function sitePath(siteId: string): string {
  return `/console/site/${encodeURIComponent(siteId)}`;
}
