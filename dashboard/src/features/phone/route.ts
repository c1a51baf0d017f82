import type { Site } from '@mingchu/shared/registry';

/**
 * Link that opens a map application on the way to a site. AMap takes WGS-84 with `dev=1` and converts it
 * itself; other phones understand `geo:`. Desktop browsers get AMap's web page.
 */
export function routeUri(site: Pick<Site, 'lat' | 'lon' | 'name'>, userAgent: string): string {
  const { lat, lon } = site;
  const name = encodeURIComponent(site.name);
  if (/iPhone|iPad/.test(userAgent)) {
    return `iosamap://path?sourceApplication=mingchu&dlat=${lat}&dlon=${lon}&dname=${name}&dev=1&t=0`;
  }
  if (/Android/.test(userAgent)) return `geo:${lat},${lon}?q=${lat},${lon}(${name})`;
  return `https://uri.amap.com/navigation?to=${lon},${lat},${name}&coordinate=wgs84`;
}
