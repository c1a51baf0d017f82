/** Where a kitchen's page is on the desk, with its cameras: one step from the wall. */
export function sitePath(siteId: string): string {
  return `/console/site/${encodeURIComponent(siteId)}`;
}
