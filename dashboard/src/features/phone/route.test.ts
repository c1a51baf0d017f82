import { fromGcj02 } from '@mingchu/shared/datum';
import { describe, expect, it } from 'vitest';
import { mapApps, mapAppsFor, routeUri } from './route.ts';

const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)';
const android = 'Mozilla/5.0 (Linux; Android 15)';
const harmony = 'Mozilla/5.0 (Phone; OpenHarmony 5.0)';
const desk = 'Mozilla/5.0 (X11; Linux x86_64)';
const site = { lat: 26.4224, lon: 112.8596, name: '实验小学 & 食堂' };

describe('links into map apps', () => {
  it.each([
    ['amap', android],
    ['baidu', android],
    ['baidu', iPhone],
    ['baidu', harmony],
    ['baidu', desk],
    ['tencent', android],
    ['apple', iPhone],
  ] as const)('%s is given the site in GCJ-02 on %s', (app, phone) => {
    const uri = decodeURIComponent(routeUri(app, site, phone));
    const [first = 0, second = 0] = (/(\d+\.\d{6}),(\d+\.\d{6})/.exec(uri) ?? []).slice(1).map(Number);
    const [lat, lon] = first < second ? [first, second] : [second, first];
    const wgs = fromGcj02({ lat, lon });
    expect(wgs.lat).toBeCloseTo(site.lat, 5);
    expect(wgs.lon).toBeCloseTo(site.lon, 5);
    expect(Math.abs(lat - site.lat)).toBeGreaterThan(0.001);
  });

  it('any other app is given WGS-84, as RFC 5870 says', () => {
    expect(routeUri('geo', site, android)).toMatch(/^geo:26\.422400,112\.859600\?/);
  });

  it('a name with signs of its own breaks no link', () => {
    for (const app of mapApps) expect(routeUri(app, site, android)).not.toMatch(/[& ] ?食堂/);
  });

  it('[PH34] Baidu is opened by the scheme of each phone, with the route from where it is', () => {
    expect(routeUri('baidu', site, android)).toMatch(/^bdapp:\/\/map\/direction\?destination=latlng:26\./);
    expect(routeUri('baidu', site, iPhone)).toMatch(/^baidumap:\/\/map\/direction\?destination=latlng:26\./);
    expect(routeUri('baidu', site, harmony)).toMatch(/^baidumap:\/\/map\/direction\?/);
    // Its page of routes needs an origin, which a computer does not know.
    expect(routeUri('baidu', site, desk)).toMatch(/^https:\/\/api\.map\.baidu\.com\/marker\?location=26\./);
  });

  it('each phone is offered what it may have', () => {
    expect(mapAppsFor(iPhone)[0]).toBe('apple');
    expect(mapAppsFor(android)).toContain('geo');
    expect(mapAppsFor(desk)).not.toContain('geo');
  });
});
