/** Groups, grids, kitchens and inspectors as tables, over HTTP: what each row does, what is refused, and what stays. */
import { headSeq } from '@mingchu/server/platform/changelog/changeLog';
import { toGcj02 } from '@mingchu/shared/datum';
import type { ImportAnswer } from '@mingchu/shared/fileImport';
import { examplesIn } from '@mingchu/shared/registryExamples';
import { type RegistryTable, registryTables } from '@mingchu/shared/registryTables';
import type { Site } from '@mingchu/shared/registry';
import { languages } from '@mingchu/shared/notify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { createAsking, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let server: WebServer;
const { ask, cookieOf } = createAsking(() => server);

beforeAll(async () => {
  server = await startWebServer({ db: database.db });
});
afterAll(() => server.close());

const send = async (table: RegistryTable, lines: readonly string[], part: object = {}) =>
  (
    await ask<ImportAnswer & { code?: string; status?: number }>(
      'admin',
      'POST',
      `/registry/tables/${table}/import`,
      { text: lines.join('\r\n'), dryRun: false, ...part },
    )
  ).body;
const outcomes = ({ rows }: ImportAnswer) =>
  rows.map(({ line, outcome, column, code }) =>
    [line, outcome, column, code].filter((each) => each !== null && each !== undefined).join(' '),
  );
const takeOut = async (table: RegistryTable, query: string, username = 'chief') => {
  const address = `${server.address}/api/v1/registry/tables/${table}/export?${query}`;
  const response = await fetch(address, { headers: { cookie: await cookieOf(username) } });
  return { status: response.status, text: await response.text() };
};
const place = { lat: 39.984, lon: 116.307 };
const siteHead = '单位编号,名称,类型,网格,地址,纬度,经度,营业时间,停业日期,联系人,量化等级';
const kitchens = [
  siteHead,
  `k-1,一中食堂,学校,城北网格,示范路1号,${place.lat},${place.lon},周一至周五 6:30-14:00,2026/10/1~2026/10/7,王老师,a`,
  `k-2,红星饭店,restaurant,g-2,示范路2号,${place.lat},${place.lon},,,,`,
];
const personHead = '网格员编号,姓名,监管组,网格,手机,在岗';
const people = [personHead, 'li,李强,城北组,"城北网格、g-2",138 0013 8000,是', 'wu,吴敏,t-1,g-2,,否'];

it('[RG9] a district comes in table by table, and brought again it changes nothing', async () => {
  const groups = ['监管组编号,名称', 't-1,城北组'];
  const grids = ['Grid id,Name,Group', 'g-1,城北网格,城北组', 'g-2,城南网格,t-1'];
  expect(outcomes(await send('grids', grids))).toEqual([
    '2 error groupId group-not-found',
    '3 error groupId group-not-found',
  ]);
  const tables = { groups, grids, sites: kitchens, inspectors: people };
  for (const table of registryTables) {
    const dry = await send(table, tables[table], { dryRun: true });
    expect([dry.applied, new Set(dry.rows.map(({ outcome }) => outcome))]).toEqual([false, new Set(['new'])]);
    expect((await send(table, tables[table])).applied).toBe(true);
    const told = await headSeq(database.db);
    const again = await send(table, tables[table]);
    expect([again.applied, new Set(again.rows.map(({ outcome }) => outcome))]).toEqual([
      true,
      new Set(['same']),
    ]);
    // No screen has to ask for everything anew.
    expect(await headSeq(database.db)).toBe(told);
  }
  const { body } = await ask<Site>('duty', 'GET', '/sites/k-1');
  expect(body).toMatchObject({
    ...place,
    gridId: 'g-1',
    kind: 'school',
    grade: 'A',
    openingHours: [{ days: [1, 2, 3, 4, 5], from: '06:30', to: '14:00' }],
  });
  expect(body.closedDates).toHaveLength(7);
});

it('[RG9] says of a row what changes; with one mistake nothing of the file is taken', async () => {
  const head = '单位编号,名称,类型,网格,地址,纬度,经度';
  const lines = [
    head,
    `k-1,一中第一食堂,学校,g-2,示范路1号,${place.lat},${place.lon}`,
    `k-3,,学校,g-1,路3号,${place.lat},${place.lon}`,
    `k-4,四,食堂,g-1,路4号,${place.lat},${place.lon}`,
    `k-5,五,学校,城西网格,路5号,${place.lat},${place.lon}`,
    `k-6,六,学校,g-1,路6号,116.3,39.98`,
    `k-7,七,学校,g-1,路7号,,`,
    `k-1,一中食堂,学校,g-1,示范路1号,${place.lat},${place.lon}`,
    `编号8,八,学校,g-1,路8号,${place.lat},${place.lon}`,
  ];
  const refused = await send('sites', lines);
  expect(outcomes(refused)).toEqual([
    '2 changed',
    '3 error name field-minLength',
    '4 error kind field-enum',
    '5 error gridId grid-not-found',
    '6 error lat field-maximum',
    '7 error lat field-required',
    '8 error id row-twice',
    '9 error id field-pattern',
  ]);
  expect(refused.rows[0]?.changes).toEqual([
    { column: 'name', before: '一中食堂', after: '一中第一食堂' },
    { column: 'gridId', before: 'g-1', after: 'g-2' },
  ]);
  const nameOf = async () => (await ask<Site>('duty', 'GET', '/sites/k-1')).body;
  expect([refused.applied, (await nameOf()).name]).toEqual([false, '一中食堂']);
  expect((await send('sites', lines.slice(0, 2))).applied).toBe(true);
  // Columns that the file leaves out stay.
  expect(await nameOf()).toMatchObject({ name: '一中第一食堂', contact: '王老师', grade: 'A' });
  const many = [head, ...Array.from({ length: 5_001 }, (_, n) => `m-${n},名,学校,g-1,路,39.9,116.3`)];
  expect(await send('sites', many)).toMatchObject({ code: 'too-many-rows' });
  const most = await send('sites', many.slice(0, 5_001), { dryRun: true });
  expect(most.rows).toHaveLength(5_000);
  expect(await send('sites', ['单位编号,名称', 'k-1,一'])).toMatchObject({ code: 'file-column-missing' });
});

it('[RG9] of two tables that are brought at the same time neither takes back what the other changes', async () => {
  const bring = (column: string, cell: string) =>
    send('sites', [
      `单位编号,名称,类型,网格,地址,纬度,经度,${column}`,
      `k-2,红星饭店,restaurant,g-2,示范路2号,${place.lat},${place.lon},${cell}`,
    ]);
  const waiting = async () =>
    (
      await database.db.query<object>(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).length;
  // Neither can write before both have begun.
  const [called, graded] = await database.db.transaction(async (tx) => {
    await tx.query(`select 1 from site where id = 'k-2' for update`);
    const calling = bring('联系人', '赵经理');
    await until(async () => (await waiting()) === 1);
    const grading = bring('量化等级', 'B');
    await until(async () => (await waiting()) === 2);
    return [calling, grading] as const;
  });
  expect([await called, await graded]).toMatchObject([{ applied: true }, { applied: true }]);
  expect((await ask<Site>('duty', 'GET', '/sites/k-2')).body).toMatchObject({
    contact: '赵经理',
    grade: 'B',
  });
});

it('[RG10] positions of map apps become those of satellites; who has none stands in his grid', async () => {
  const gcj = toGcj02(place);
  const row = `k-9,九中食堂,学校,g-1,路9号,${gcj.lat.toFixed(6)},${gcj.lon.toFixed(6)}`;
  const lines = [siteHead.split(',').slice(0, 7).join(','), row];
  expect((await send('sites', lines, { datum: 'gcj02' })).applied).toBe(true);
  expect(outcomes(await send('sites', lines, { datum: 'gcj02' }))).toEqual(['2 same']);
  const { body } = await ask<Site>('duty', 'GET', '/sites/k-9');
  expect(body.lat).toBeCloseTo(place.lat, 5);
  expect(body.lon).toBeCloseTo(place.lon, 5);
  const whereIs = async (id: string) =>
    (
      await database.db.query<object>(
        'select lat, lon, phone, vehicle, grid_ids from inspector where id = $1',
        [id],
      )
    )[0];
  const li = { phone: '13800138000', vehicle: 'e-bike', grid_ids: ['g-1', 'g-2'] };
  expect(await whereIs('li')).toEqual({ lat: place.lat, lon: place.lon, ...li });
  await send('grids', ['gridId,name,groupId'.replace('gridId', 'id'), 'g-3,空网格,t-1', 'g-4,空网格,t-1']);
  const wrong = [
    personHead,
    'a,甲,t-1,g-3,,是',
    'b,乙,t-1,空网格,,是',
    'c,丙,t-1,g-1,12345,是',
    'd,丁,t-1,g-1,,也许',
  ];
  expect(outcomes(await send('inspectors', wrong))).toEqual([
    '2 error lat place-unknown',
    '3 error gridIds name-of-many',
    '4 error phone field-pattern',
    '5 error onShift field-type',
  ]);
  const rocket = [`${personHead},交通工具`, 'e,戊,t-1,g-1,,是,火箭', 'f,己,t-1,,,是,步行'];
  expect(outcomes(await send('inspectors', rocket))).toEqual([
    '2 error vehicle field-enum',
    '3 error gridIds field-minItems',
  ]);
  const graded = [siteHead, `k-10,十,学校,g-1,路10号,${place.lat},${place.lon},,,,D`];
  expect(outcomes(await send('sites', graded))).toEqual(['2 error grade field-enum']);
  // A place that a phone has told is his own.
  await database.db.execute(`update inspector set lat = 1, lon = 2, position_at = now() where id = 'li'`);
  const moved = [`${personHead},纬度,经度`, 'li,李强,t-1,"g-1;g-2",13800138000,是,39.5,116.5'];
  expect(outcomes(await send('inspectors', moved))).toEqual(['2 same']);
  expect(await whereIs('li')).toMatchObject({ lat: 1, lon: 2 });
  expect((await takeOut('inspectors', 'reason=x')).text).toMatch(
    /^li,李强,t-1,g-1; g-2,yes,13800138000,e-bike,,\r?$/m,
  );
});

it('[RG11] [XP3] what goes out in the words of the reader comes back as the same', async () => {
  for (const query of ['reason=x', 'reason=x&language=zh-CN', 'reason=x&language=en'])
    for (const table of registryTables) {
      const { text } = await takeOut(table, query);
      const again = await send(table, [text]);
      expect([table, again.applied, new Set(again.rows.map(({ outcome }) => outcome))]).toEqual([
        table,
        true,
        new Set(['same']),
      ]);
    }
  const { text } = await takeOut('sites', 'reason=x&language=zh-CN');
  expect(text).toContain('学校');
  expect(text).toContain('1-5 06:30-14:00');
  expect(text).toContain('2026-10-01~2026-10-07');
});

it('[RG13] hours that no clock shows are refused of a table and of a program alike', async () => {
  const { body: site } = await ask<Site>('duty', 'GET', '/sites/k-2');
  const head = '单位编号,名称,类型,网格,地址,纬度,经度,营业时间';
  const asTable = (hours: string) =>
    send('sites', [head, `k-2,${site.name},restaurant,g-2,${site.address},${site.lat},${site.lon},${hours}`]);
  const asProgram = (to: string) => {
    const { id, gridId, name, kind, address, lat, lon } = site;
    const hours = { days: [5, 6], from: '18:00', to };
    const body = { sites: [{ id, gridId, name, kind, address, lat, lon, openingHours: [hours] }] };
    return ask('admin', 'PUT', '/registry', body);
  };
  expect(outcomes(await asTable('5-6 18:00-26:00'))).toEqual(['2 error openingHours openingHours-not-read']);
  expect((await asProgram('26:00')).status).toBe(400);
  expect((await asProgram('02:00')).status).toBe(200);
  // The same as it is said in a table.
  expect(outcomes(await asTable('周五、周六 18:00-02:00'))).toEqual(['2 same']);
});

it('[RG10] the examples on the page are rows that the import takes', async () => {
  for (const language of languages)
    for (const table of registryTables) {
      const row = examplesIn(language)[table];
      const cells = Object.values(row).map((cell) => `"${cell}"`);
      const { applied, rows } = await send(table, [Object.keys(row).join(','), cells.join(',')]);
      expect([language, table, applied, rows]).toMatchObject([language, table, true, [{ mistake: null }]]);
    }
});

it('[RG12] [XP1] only administrators bring tables; all of it is on record, and no number of a person is', async () => {
  const body = { text: people.join('\n'), dryRun: true };
  for (const username of ['duty', 'chief'])
    expect((await ask(username, 'POST', '/registry/tables/inspectors/import', body)).status).toBe(403);
  expect((await ask('admin', 'POST', '/registry/tables/devices/import', body)).status).toBe(400);
  expect((await takeOut('inspectors', 'reason=x', 'duty')).status).toBe(403);
  expect((await takeOut('inspectors', '')).status).toBe(400);
  const accounts = () =>
    database.db.query<object>(`select username, role from account where username in ('li', 'wu') order by 1`);
  expect(await accounts()).toEqual([]);
  const changed = [personHead, 'li,李强,t-1,"g-1;g-2",13900139000,是', 'wu,吴敏,t-1,g-2,,否'];
  const part = { inspectorPassword: 'a-first-password' };
  expect(outcomes(await send('inspectors', changed, part))).toEqual(['2 changed', '3 same']);
  expect(await accounts()).toEqual([
    { username: 'li', role: 'inspector' },
    { username: 'wu', role: 'inspector' },
  ]);
  const { body: audit } = await ask<{ items: object[] }>('admin', 'GET', '/audit?limit=5');
  const table = 'inspectors';
  expect(audit.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        act: 'import',
        actor: 'admin',
        subjectId: 'registry',
        detail: { table, rows: 2, new: 0, changed: 1, accounts: 2 },
      }),
      expect.objectContaining({ subjectId: 'li', detail: { table, outcome: 'changed', columns: ['phone'] } }),
    ]),
  );
  expect(JSON.stringify(audit)).not.toContain('13900139000');
  await takeOut('inspectors', 'reason=年度核对');
  const { body: after } = await ask<{ items: object[] }>('admin', 'GET', '/audit?limit=1');
  expect(after.items).toMatchObject([
    {
      subject: 'export',
      subjectId: 'registry-inspectors',
      actor: 'chief',
      reason: '年度核对',
      detail: { rows: 3 },
    },
  ]);
});
