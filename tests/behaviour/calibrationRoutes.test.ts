/** Calibrations over HTTP: the list by due date, one device's history, and the acts with what they refuse. */
import { encodeCursor } from '@mingchu/server/platform/http/pageCursor';
import type { CalibrationLine, CalibrationView, SiteCalibrationLine } from '@mingchu/shared/calibration';
import type { ImportAnswer } from '@mingchu/shared/fileImport';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { createAsking, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let server: WebServer;
const { ask, cookieOf } = createAsking(() => server);
const dayMs = 86_400_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
const timeFromNow = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

beforeAll(async () => {
  server = await startWebServer({ db: database.db });
  await ask('admin', 'PUT', '/registry', smallDistrict(5));
});
afterAll(() => server.close());

const certificate = (siteId: string, part: object = {}) => ({
  siteId,
  deviceId: 'fridge-1',
  metric: 'temperatureC',
  slope: 1,
  offset: -0.5,
  validFrom: timeFromNow(-100),
  performedBy: '李工',
  certificate: 'HY-118',
  laboratory: null,
  dueOn: dayFromNow(200),
  note: '',
  ...part,
});
const record = (siteId: string, part: object = {}, username = 'chief') =>
  ask<CalibrationView & { code?: string }>(username, 'POST', '/calibrations', certificate(siteId, part));
const list = async (query = '') =>
  (
    await ask<{ items: CalibrationLine[]; nextCursor: string | null }>(
      'duty',
      'GET',
      `/calibrations?${query}`,
    )
  ).body;
const namesOf = (items: CalibrationLine[]) => items.map(({ siteId, state }) => `${siteId} ${state}`);

it('[CA7] lists the most overdue first and those without any last, by pages, by state and by site, and counts them', async () => {
  await record('site-000', { dueOn: dayFromNow(200) });
  await record('site-001', { dueOn: dayFromNow(10) });
  await record('site-002', { dueOn: dayFromNow(-3) });
  await record('site-003', { dueOn: dayFromNow(-40) });
  // Superseded: the newer one is due later.
  await record('site-000', { dueOn: dayFromNow(-50), validFrom: timeFromNow(-400) });
  const expected = [
    'site-003 overdue',
    'site-002 overdue',
    'site-001 due',
    'site-000 good',
    'site-004 never',
  ];
  const first = await list('limit=3');
  const second = await list(`limit=3&cursor=${first.nextCursor ?? ''}`);
  expect(namesOf([...first.items, ...second.items])).toEqual(expected);
  expect(second.nextCursor).toBeNull();
  const rest = await list(`limit=2&filter=all&cursor=${(await list('limit=4')).nextCursor ?? ''}`);
  expect(namesOf(rest.items)).toEqual(expected.slice(4));
  for (const due of ['2026-02-31', 'tomorrow', '']) {
    const cursor = encodeCursor([due, 'site-000', 'fridge-1', 'temperatureC']);
    expect(await ask('duty', 'GET', `/calibrations?cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { code: 'bad-cursor' },
    });
  }
  expect(namesOf((await list('filter=overdue')).items)).toEqual(expected.slice(0, 2));
  expect((await list('siteId=site-004')).items).toEqual([
    { siteId: 'site-004', deviceId: 'fridge-1', metric: 'temperatureC', state: 'never', current: null },
  ]);
  expect((await ask('duty', 'GET', '/calibrations/counts')).body).toEqual({
    overdue: 2,
    due: 1,
    never: 1,
    good: 1,
  });
  const service = { inService: false, reason: 'repair' };
  await ask('duty', 'POST', '/sites/site-004/devices/fridge-1/service', service);
  expect((await list('filter=never')).items).toEqual([]);
});

it('[CA6] refuses what cannot be, by name, and takes the unusual only when it is confirmed', async () => {
  expect(await record('site-000', { slope: 0 })).toMatchObject({
    status: 422,
    body: { code: 'slope-not-usable' },
  });
  expect(await record('site-000', { metric: 'doorOpen' })).toMatchObject({ status: 400 });
  expect(await record('site-000', { dueOn: '2027-02-31' })).toMatchObject({ status: 400 });
  expect(await record('site-000', { deviceId: 'nothing' })).toMatchObject({
    status: 404,
    body: { code: 'device-not-found' },
  });
  const unusual = { offset: -5, validFrom: timeFromNow(-1) };
  expect(await record('site-000', unusual)).toMatchObject({
    status: 409,
    body: { code: 'unusual-correction' },
  });
  expect(await record('site-000', { ...unusual, confirmed: true })).toMatchObject({ status: 201 });
  expect(await record('site-000', { ...unusual, confirmed: true })).toMatchObject({
    status: 409,
    body: { code: 'calibration-exists' },
  });
});

it('[CA5] superiors record and withdraw, once; all of it stays in the history and on record', async () => {
  expect((await record('site-001', { validFrom: timeFromNow(-2) }, 'duty')).status).toBe(403);
  expect((await ask('inspector01', 'GET', '/calibrations')).status).toBe(403);
  const made = await record('site-001', { validFrom: timeFromNow(-2), certificate: 'HY-200' });
  const path = `/calibrations/${made.body.id}/withdraw`;
  expect((await ask('duty', 'POST', path, { reason: 'x' })).status).toBe(403);
  expect(await ask('admin', 'POST', path, { reason: '证书抄错' })).toMatchObject({
    status: 200,
    body: { withdrawn: { by: 'admin', reason: '证书抄错' } },
  });
  expect((await ask('admin', 'POST', path, { reason: 'again' })).body).toMatchObject({ code: 'already-so' });
  expect((await ask('admin', 'POST', '/calibrations/9999/withdraw', { reason: 'x' })).status).toBe(404);
  const history = await ask<{ items: CalibrationView[] }>(
    'duty',
    'GET',
    '/sites/site-001/devices/fridge-1/calibrations',
  );
  expect(history.body.items.map(({ certificate: number, withdrawn }) => [number, withdrawn?.by])).toEqual([
    ['HY-200', 'admin'],
    ['HY-118', undefined],
  ]);
  const { body: audit } = await ask<{ items: { act: string; actor: string; subjectId: string }[] }>(
    'admin',
    'GET',
    '/audit?limit=20',
  );
  const acts = audit.items.filter(
    ({ act, subjectId }) => /calibration/.test(act) && /site-001/.test(subjectId),
  );
  expect(acts.slice(0, 2)).toMatchObject([
    { actor: 'admin', act: 'withdraw-calibration', subjectId: 'site-001/fridge-1', reason: '证书抄错' },
    { actor: 'chief', act: 'record-calibration', detail: { certificate: 'HY-200', offset: -0.5 } },
  ]);
});

it('[CA1] the page of a site shows what the sensor said beside its newest value, and so do its readings', async () => {
  const time = new Date(Date.now() - 60_000);
  await database.db.execute(
    `insert into reading (time, site_id, device_id, metric, value, received_at, raw)
     values ($1, 'site-002', 'fridge-1', 'temperatureC', 4.3, $1, 4.8),
            ($1::timestamptz - interval '1 minute', 'site-002', 'fridge-1', 'temperatureC', 5, $1, null)`,
    [time],
  );
  const { body } = await ask<{ items: SiteCalibrationLine[] }>('duty', 'GET', '/sites/site-002/calibrations');
  expect(body.items).toMatchObject([
    {
      deviceId: 'fridge-1',
      state: 'overdue',
      current: { certificate: 'HY-118' },
      last: { time: time.toISOString(), value: 4.3, raw: 4.8 },
    },
  ]);
  const raw = await ask<{ items: object[] }>('duty', 'GET', '/sites/site-002/readings?metric=temperatureC');
  expect(raw.body.items).toMatchObject([{ value: 5 }, { value: 4.3, raw: 4.8 }]);
  expect(raw.body.items[0]).not.toHaveProperty('raw');
});

it('[CA9] a table records all or nothing, says of each row what happens, and reads back what was exported', async () => {
  const send = (lines: string[], part: object = {}) =>
    ask<ImportAnswer & { code?: string }>('chief', 'POST', '/calibrations/import', {
      text: lines.join('\r\n'),
      dryRun: false,
      confirmed: false,
      ...part,
    });
  const outcomes = ({ rows }: ImportAnswer) =>
    rows.map(({ line, outcome, column }) => `${line} ${outcome}${column === null ? '' : ` ${column}`}`);
  const head = 'siteId,deviceId,metric,slope,offset,validFrom,performedBy,certificate,laboratory,dueOn,note';
  const row = (siteId: string, numbers: string, from: string) =>
    `${siteId},fridge-1,humidityPct,${numbers},${from},李工,HY-300,区计量所,${dayFromNow(300)},`;
  const day = dayFromNow(-30);
  const good = row('site-003', '1,-2', day);
  const wrong = [
    good,
    row('nowhere', '1,-2', day),
    row('site-003', ',-2', day),
    row('site-003', '1,-40', day),
    row('site-003', '1,-2', '18/11/2026'),
    row('site-003', '1,-2', dayFromNow(3)),
  ];
  const refused = await send([head, ...wrong]);
  expect(outcomes(refused.body)).toEqual([
    '2 new',
    '3 error deviceId',
    '4 error slope',
    '5 error offset',
    '6 error validFrom',
    '7 error validFrom',
  ]);
  expect(refused.body.applied).toBe(false);
  const stored = () => database.db.query(`select 1 from calibration where metric = 'humidityPct'`);
  expect(await stored()).toEqual([]);
  const both = [head, good, row('site-003', '1,-40', dayFromNow(-29))];
  const dry = await send(both, { dryRun: true, confirmed: true });
  expect([dry.body.applied, outcomes(dry.body), await stored()]).toEqual([false, ['2 new', '3 new'], []]);
  expect((await send(both, { confirmed: true })).body.applied).toBe(true);
  const file = await fetch(`${server.address}/api/v1/calibrations/export?reason=x`, {
    headers: { cookie: await cookieOf('chief') },
  });
  const text = await file.text();
  expect(text).toContain(
    `fridge-1,humidityPct,1,-2,${new Date(`${day}T00:00:00+08:00`).toISOString()},李工,HY-300,区计量所`,
  );
  const again = await send([text]);
  expect(new Set(again.body.rows.map(({ outcome }) => outcome))).toEqual(new Set(['same']));
  expect((await send(['siteId,what', 'a,b'])).body).toMatchObject({ code: 'file-column-unknown' });
  const byDuty = { text: head, dryRun: true, confirmed: false };
  expect((await ask('duty', 'POST', '/calibrations/import', byDuty)).status).toBe(403);
});

it('[XP3] [XP4] calibrations go out in the words of the reader and come back, as a spreadsheet keeps them too', async () => {
  const heads = {
    'zh-CN': '单位编号,设备编号,指标,斜率,偏移,生效时间,校准人,证书编号,机构,有效期至,备注',
    en: 'Site id,Device id,Metric,Slope,Offset,Valid from,Performed by,Certificate number,Laboratory,Good until,Note',
  };
  for (const [language, head] of Object.entries(heads)) {
    const file = await fetch(`${server.address}/api/v1/calibrations/export?language=${language}&reason=x`, {
      headers: { cookie: await cookieOf('chief') },
    });
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer());
    expect(text.split('\r\n')[0]).toBe(`\uFEFF${head}`);
    const resaved = text
      .replaceAll(/(\d{4})-0?(\d+)-0?(\d+)(?=,)/g, '$1/$2/$3')
      .replaceAll(',', ';')
      .replaceAll(/;(-?\d+)\.(\d+);/g, ';$1,$2;');
    expect(resaved).toMatch(/;\d{4}\/\d+\/\d+;/);
    for (const kept of [text, resaved]) {
      const again = await ask<ImportAnswer>('chief', 'POST', '/calibrations/import', {
        text: kept,
        dryRun: false,
        confirmed: false,
      });
      expect(again.body.applied).toBe(true);
      expect(again.body.rows.length).toBeGreaterThan(0);
      expect(new Set(again.body.rows.map(({ outcome }) => outcome))).toEqual(new Set(['same']));
    }
  }
});

it('[CA9] a table of many pages goes out whole and in order, with one head', async () => {
  await database.db.execute(
    `insert into calibration (site_id, device_id, metric, slope, "offset", valid_from, performed_by, certificate,
                              due_on, note, recorded_by, recorded_at)
     select 'site-001', 'fridge-1', 'humidityPct', 1, 0, $1::timestamptz + n * interval '1 minute', '李工', 'many-' || n,
            '2030-01-01', '', 'chief', $1
     from generate_series(1, 2500) n`,
    [timeFromNow(-300)],
  );
  const response = await fetch(`${server.address}/api/v1/calibrations/export?reason=x`, {
    headers: { cookie: await cookieOf('chief') },
  });
  const text = await response.text();
  const many = [...text.matchAll(/many-(\d+)/g)].map(([, n]) => Number(n));
  expect(many).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 1));
  expect(text.match(/siteId/g)).toHaveLength(1);
  expect(text.match(/\uFEFF/g)).toBeNull();
});
