import { fromGcj02 } from '@mingchu/shared/datum';
import { describe, expect, it } from 'vitest';
import { mapApps, mapAppsFor, routeUri } from './route.ts';

const site = { lat: 26.4224, lon: 112.8596, name: '实验小学 & 食堂' };

describe('links into map apps', () => {
  it.each(['amap', 'baidu', 'tencent', 'apple'] as const)('%s is given the site in GCJ-02', (app) => {
    const uri = decodeURIComponent(routeUri(app, site));
    const [first = 0, second = 0] = (/(\d+\.\d{6}),(\d+\.\d{6})/.exec(uri) ?? []).slice(1).map(Number);
    const [lat, lon] = first < second ? [first, second] : [second, first];
    const wgs = fromGcj02({ lat, lon });
    expect(wgs.lat).toBeCloseTo(site.lat, 5);
    expect(wgs.lon).toBeCloseTo(site.lon, 5);
    expect(Math.abs(lat - site.lat)).toBeGreaterThan(0.001);
  });

  it('any other app is given WGS-84, as RFC 5870 says', () => {
    expect(routeUri('geo', site)).toMatch(/^geo:26\.422400,112\.859600\?/);
  });

  it('a name with signs of its own breaks no link', () => {
    for (const app of mapApps) expect(routeUri(app, site)).not.toMatch(/[& ] ?食堂/);
  });

  it('each phone is offered what it may have', () => {
    expect(mapAppsFor('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)')[0]).toBe('apple');
    expect(mapAppsFor('Mozilla/5.0 (Linux; Android 15)')).toContain('geo');
    expect(mapAppsFor('Mozilla/5.0 (X11; Linux x86_64)')).not.toContain('geo');
  });
});
