import { describe, expect, it } from 'vitest';
import { readConfig, SettingError } from './config.ts';

describe('the settings', () => {
  it('are the embedded default when nothing is set, and when variables are empty', () => {
    for (const environment of [{}, { PORT: '', DATABASE_URL: ' ', ROLES: '' }]) {
      const config = readConfig(environment);
      expect(config).toMatchObject({
        port: 8080,
        mqttPort: 1883,
        databaseUrl: undefined,
        clockSpeed: 1,
        demo: false,
      });
      expect([...config.roles]).toEqual(['ingest', 'worker', 'web']);
    }
  });

  it('take roles, servers and the clock', () => {
    const config = readConfig({
      ROLES: 'web,worker',
      DATABASE_URL: 'postgres://u:p@h/d',
      CLOCK_SPEED: '60',
      CLOCK_START: '2026-11-23T08:00:00+08:00',
    });
    expect([...config.roles]).toEqual(['web', 'worker']);
    expect(config.clockSpeed).toBe(60);
    expect(config.clockStart).toBe(Date.UTC(2026, 10, 23));
  });

  it('[IS6] take what has no secret from this machine in a demo, and else from nowhere', () => {
    expect(readConfig({}).mqttAnonymous).toBe('none');
    expect(readConfig({ DEMO: '1' }).mqttAnonymous).toBe('loopback');
    expect(readConfig({ DEMO: '1', MQTT_ANONYMOUS: 'none' }).mqttAnonymous).toBe('none');
    expect(readConfig({ MQTT_ANONYMOUS: 'all' }).mqttAnonymous).toBe('all');
  });

  it('[IS8] take TLS as a whole', () => {
    const files = { MQTT_TLS_CERT: 'c.pem', MQTT_TLS_KEY: 'k.pem' };
    expect(readConfig({}).mqttTls).toBeUndefined();
    expect(readConfig({ MQTT_TLS_PORT: '8883', MQTT_PORT: 'none', ...files })).toMatchObject({
      mqttPort: null,
      mqttTls: { port: 8883, certFile: 'c.pem', keyFile: 'k.pem', clientsMustCertify: false },
    });
    const halves: [Record<string, string>, string][] = [
      [{ MQTT_TLS_PORT: '8883' }, 'MQTT_TLS_CERT'],
      [{ MQTT_TLS_PORT: '8883', MQTT_TLS_CERT: 'c.pem' }, 'MQTT_TLS_KEY'],
      [{ MQTT_TLS_PORT: '8883', ...files, MQTT_TLS_CLIENTS: 'required' }, 'MQTT_TLS_CA'],
      [files, 'MQTT_TLS_PORT'],
      [{ MQTT_PORT: 'none' }, 'MQTT_TLS_PORT'],
    ];
    for (const [settings, name] of halves)
      expect(() => readConfig(settings)).toThrow(new RegExp(`^${name}: must be set`));
  });

  it('[SO9] say when shifts of duty officers begin', () => {
    expect(readConfig({}).dutyShifts).toEqual(['00:00', '08:00', '16:00']);
    expect(readConfig({ DUTY_SHIFTS: '07:30 19:30' }).dutyShifts).toEqual(['07:30', '19:30']);
    expect(() => readConfig({ DUTY_SHIFTS: '7 Uhr' })).toThrow(/^DUTY_SHIFTS: /);
  });

  it('[MA10] take a base map of several layers from one server', () => {
    const [land, names] = ['http://t.example/land/{z}/{x}/{y}.png', 'http://t.example/names/{z}/{x}/{y}.png'];
    expect(readConfig({ MAP_TILES: `${land} ${names}`, MAP_TILES_DATUM: 'GCJ-02' }).mapTiles).toEqual({
      templates: [land, names],
      datum: 'GCJ-02',
      tone: 'light',
      attribution: '',
    });
    expect(readConfig({ MAP_TILES: land, MAP_TILES_TONE: 'dark' }).mapTiles?.tone).toBe('dark');
    expect(readConfig({}).mapTiles).toBeUndefined();
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['MQTT_PORT', '-1'],
    ['MQTT_ANONYMOUS', 'yes'],
    ['MQTT_TLS_PORT', 'none'],
    ['MQTT_TLS_CLIENTS', 'maybe'],
    ['DATABASE_URL', 'mysql://h/d'],
    ['REDIS_URL', 'localhost:6379'],
    ['MQTT_URL', 'http://h'],
    ['ROLES', 'web,cook'],
    ['DEMO', 'yes'],
    ['MAP_TILES', 'http://tiles.example/{z}/{x}.png'],
    ['MAP_TILES', 'ftp://tiles.example/{z}/{x}/{y}.png'],
    ['MAP_TILES', 'http://a.example/{z}/{x}/{y} http://b.example/{z}/{x}/{y}'],
    ['MAP_TILES_DATUM', 'BD-09'],
    ['DEMO_PASSWORD', 'short'],
    ['CLOCK_SPEED', '0'],
    ['CLOCK_START', '2026-11-23 08:00'],
    ['LOG_LEVEL', 'loud'],
  ])('refuse %s=%s in one line that names the variable', (name, value) => {
    const attempt = () => readConfig({ [name]: value });
    expect(attempt).toThrow(SettingError);
    expect(attempt).toThrow(new RegExp(`^${name}: ".*" is not .+$`));
  });

  it('never show a password', () => {
    expect(() => readConfig({ DEMO_PASSWORD: 'secret1' })).toThrow(/^(?!.*secret1)/);
    expect(() => readConfig({ DATABASE_URL: 'mysql://u:secret1@h/d' })).toThrow(/^(?!.*secret1)/);
  });
});
