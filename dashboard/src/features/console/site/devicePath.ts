/** Where a device's page is: one step from its kitchen, from its violation and from its gateway. */
export function devicePath({ siteId, id }: { siteId: string; id: string }): string {
  return `/console/site/${encodeURIComponent(siteId)}/device/${encodeURIComponent(id)}`;
}
