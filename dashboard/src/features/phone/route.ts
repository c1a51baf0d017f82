/**
 * Links that open a map application on the way to a site. We keep WGS-84; map applications in China draw GCJ-02, and a
 * point given in the wrong one lies some 500 m off: each link carries the datum its application expects.
 */
import { toGcj02 } from '@mingchu/shared/datum';
import type { Site } from '@mingchu/shared/registry';

export const mapApps = ['amap', 'baidu', 'tencent', 'apple', 'geo'] as const;
/** 高德 · 百度 · 腾讯 · 苹果地图 · any other. */
export type MapApp = (typeof mapApps)[number];

type Target = Pick<Site, 'lat' | 'lon' | 'name'>;

const degrees = (value: number): string => value.toFixed(6);

/** The applications that this phone may have, the likeliest first. */
export function mapAppsFor(userAgent: string): readonly MapApp[] {
  if (/iPhone|iPad/.test(userAgent)) return ['apple', 'amap', 'baidu', 'tencent'];
  if (/Android/.test(userAgent)) return ['amap', 'baidu', 'tencent', 'geo'];
  return ['amap', 'baidu', 'tencent'];
}

/** Address that opens `app` on this phone with the way to the site. */
export function routeUri(app: MapApp, site: Target, userAgent: string): string {
  const gcj = toGcj02(site);
  const [lat, lon, name] = [degrees(gcj.lat), degrees(gcj.lon), encodeURIComponent(site.name)];
  switch (app) {
    case 'amap':
      // `callnative`: opens the application where there is one, and the page of the map where not.
      return `https://uri.amap.com/navigation?to=${lon},${lat},${name}&mode=ride&coordinate=gaode&callnative=1&src=mingchu`;
    case 'baidu':
      return baiduUri({ lat, lon, name }, userAgent);
    case 'tencent':
      return `https://apis.map.qq.com/uri/v1/routeplan?type=bike&to=${name}&tocoord=${lat},${lon}&coord_type=2&referer=mingchu`;
    case 'apple':
      // In China Apple draws AMap's map and reads positions in links as that map's own.
      return `https://maps.apple.com/?daddr=${lat},${lon}&q=${name}&dirflg=d`;
    case 'geo':
      // RFC 5870: WGS-84 unless it says otherwise.
      return `geo:${degrees(site.lat)},${degrees(site.lon)}?q=${degrees(site.lat)},${degrees(site.lon)}(${name})`;
  }
}

/** Baidu's own schemes start where the phone is; its page of routes would ask whence, so elsewhere it shows the place. */
function baiduUri({ lat, lon, name }: Record<'lat' | 'lon' | 'name', string>, userAgent: string): string {
  const route = `map/direction?destination=latlng:${lat},${lon}|name:${name}&mode=riding&coord_type=gcj02`;
  if (/iPhone|iPad/.test(userAgent)) return `baidumap://${route}&src=ios.mingchu.mingchu`;
  if (/OpenHarmony/.test(userAgent)) return `baidumap://${route}&src=harmony.mingchu.mingchu`;
  if (/Android/.test(userAgent)) return `bdapp://${route}&src=andr.mingchu.mingchu`;
  return `https://api.map.baidu.com/marker?location=${lat},${lon}&title=${name}&content=${name}&coord_type=gcj02&output=html&src=webapp.mingchu.mingchu`;
}
