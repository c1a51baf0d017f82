/** The inbox, the mapping and the tester over HTTP. */
import type { HeardLine, TryAnswer } from '@mingchu/shared/bindings';
import type { ImportAnswer } from '@mingchu/shared/fileImport';
import { createHeardWriter } from '@mingchu/server/bindings/noteHeard';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../harness/publishers.ts';
import { quietLog } from '../harness/log.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { testFamily } from '../harness/testFamily.ts';
import { openScreen } from './liveScreen.ts';
import { createAsking, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let server: WebServer;
const { ask, cookieOf } = createAsking(() => server);

beforeAll(async () => {
  server = await startWebServer({ db: database.db, families: [testFamily] });
  await ask('admin', 'PUT', '/registry', smallDistrict(2));
  await server.registry.renew();
});
afterAll(() => server.close());

/** As intake does; resolves when it is written. */
async function hear(address: string, name: string, mount = ''): Promise<void> {
  const { clock } = server;
  const writer = createHeardWriter({ db: database.db, clock, log: quietLog });
  const said = [{ name: 'temp', value: 4.5, unit: '°C' }];
  await new Promise<void>((resolve) =>
    writer.note({ family: 'probe', mount, address, at: clock.now(), name, said }, false, resolve),
  );
  writer.stop();
}

const list = async (query: string) =>
  (await ask<{ items: HeardLine[]; nextCursor: string | null }>('duty', 'GET', `/heard-devices?${query}`))
    .body;
const at = (address: string, mount = '') => ({ family: 'probe', mount, address });
const fridge = { kind: 'fridge', name: '冰箱', zone: 'storage', reportPeriodS: 60 };

it('[DF101] the inbox proposes what a device is, and pages without gaps', async () => {
  await hear('a1', '1号冰箱', 'site-001');
  await hear('a2', '留样柜 site-000');
  await hear('a3', '%');
  const first = await list('filter=new&limit=2');
  const second = await list(`filter=new&limit=2&cursor=${first.nextCursor ?? ''}`);
  const lines = [...first.items, ...second.items];
  expect(lines.map(({ address }) => address).toSorted()).toEqual(['a1', 'a2', 'a3']);
  expect(second.nextCursor).toBeNull();
  expect(lines.find(({ address }) => address === 'a1')).toMatchObject({
    said: [{ name: 'temp', value: 4.5, unit: '°C' }],
    becomes: ['temperatureC'],
    proposals: {
      site: { siteId: 'site-001', reason: 'its-mount' },
      kind: { kind: 'fridge', reason: 'its-name', word: '冰箱' },
      reportPeriodS: 60,
    },
  });
  expect((await list('search=%25')).items.map(({ address }) => address)).toEqual(['a3']);
  expect((await list('search=site-000')).items.map(({ address }) => address)).toEqual(['a2']);
});

it('[DF104] the duty officer looks, superiors act; each act is on record and told to all', async () => {
  const body = { ...at('a2'), siteId: 'site-000', ...fridge };
  expect((await ask('duty', 'POST', '/heard-devices/bind', body)).status).toBe(403);
  expect((await ask('inspector01', 'GET', '/heard-devices')).status).not.toBe(200);
  const bound = await ask<{ id: string }>('chief', 'POST', '/heard-devices/bind', body);
  expect(bound).toMatchObject({ status: 200, body: { id: 'fridge-2', siteId: 'site-000', kind: 'fridge' } });
  expect(server.book?.find(at('a2'))).toEqual({ siteId: 'site-000', deviceId: 'fridge-2' });
  expect(server.registry.devices.has('site-000/fridge-2')).toBe(true);
  expect(await ask('chief', 'POST', '/heard-devices/bind', { ...body, deviceId: 'fridge-3' })).toMatchObject({
    status: 409,
    body: { code: 'bound-elsewhere' },
  });
  const taken = { ...at('a3'), siteId: 'site-000', deviceId: 'fridge-2', ...fridge };
  expect(await ask('chief', 'POST', '/heard-devices/bind', taken)).toMatchObject({
    body: { code: 'device-taken' },
  });
  expect((await list('filter=bound')).items).toMatchObject([{ address: 'a2', binding: { active: true } }]);
  await ask('chief', 'POST', '/heard-devices/ignore', { ...at('a3'), ignored: true });
  expect((await ask('chief', 'POST', '/heard-devices/ignore', { ...at('a3'), ignored: true })).status).toBe(
    409,
  );
  expect((await list('filter=ignored')).items).toMatchObject([{ address: 'a3', ignored: { by: 'chief' } }]);
  const counts = await ask('duty', 'GET', '/heard-devices/counts');
  expect(counts.body).toEqual({ new: 1, bound: 1, ignored: 1, all: 3 });
  const replaced = { ...at('a3'), siteId: 'site-000', deviceId: 'fridge-2', reason: 'broken' };
  expect((await ask('admin', 'POST', '/heard-devices/replace', replaced)).status).toBe(204);
  expect((await ask('admin', 'POST', '/heard-devices/unbind', { ...at('a2'), reason: 'x' })).status).toBe(
    404,
  );
  expect((await ask('admin', 'POST', '/heard-devices/unbind', { ...at('a3'), reason: 'x' })).status).toBe(
    204,
  );
  expect((await list('search=a3')).items).toMatchObject([
    { binding: { deviceId: 'fridge-2', active: false } },
  ]);
  const { body: audit } = await ask<{ items: { act: string; actor: string }[] }>(
    'admin',
    'GET',
    '/audit?limit=20',
  );
  expect(audit.items.map(({ act, actor }) => `${actor} ${act}`)).toEqual(
    expect.arrayContaining([
      'chief bind-device',
      'chief ignore-device',
      'admin replace-device',
      'admin unbind-device',
    ]),
  );
});

it('[DF102] a row of the mapping with a mistake is refused, and the place of the mistake is named', async () => {
  const row = { family: 'probe', name: 'temp', unit: null, to: 'temperatureC', expression: 'value +' };
  expect(await ask('admin', 'POST', '/device-mappings', row)).toMatchObject({
    status: 422,
    body: { code: 'mapping-mistake', detail: expect.stringMatching(/^expression: at character 7: /) },
  });
  for (const wrong of [{ family: 'none' }, { to: 'temperature' }, { to: null, expression: 'value' }])
    expect(
      (await ask('admin', 'POST', '/device-mappings', { ...row, expression: null, ...wrong })).status,
    ).toBe(422);
  expect((await ask('duty', 'POST', '/device-mappings', { ...row, expression: null })).status).toBe(403);
});

it('[DF103] the tester says what was heard, what it becomes and who looks at it, and stores nothing', async () => {
  const row = { family: 'probe', name: 'temp', unit: 'X', to: 'temperatureC', expression: 'value / 10' };
  const made = await ask<{ id: number }>('admin', 'POST', '/device-mappings', row);
  expect((await ask('admin', 'POST', '/device-mappings', row)).status).toBe(409);
  await until(() => server.book?.tableOf(testFamily).find('temp', 'X')?.by === 'administrator');
  const payload = JSON.stringify({
    values: {
      temp: { value: 123, unit: 'X' },
      gas: { value: 'x' },
      odd: { value: 1 },
      hum: { value: 1, bad: 'E1' },
    },
  });
  const packet = { topic: 'mingchu/at/site-001/probe/fridge-9/say', payload };
  const { body } = await ask<TryAnswer>('duty', 'POST', '/device-packets/try', packet);
  expect(body).toMatchObject({ family: 'probe', mount: 'site-001', refused: null });
  const [device] = body.devices;
  expect(device?.values.map(({ name, result }) => [name, result])).toEqual([
    ['temp', { metric: 'temperatureC', number: 12.3 }],
    ['gas', { none: 'not-a-number' }],
    ['odd', { none: 'no-entry' }],
    ['hum', { none: 'bad' }],
  ]);
  expect(device?.values[0]?.entry).toMatchObject({ by: 'administrator', expression: 'value / 10' });
  expect(device).toMatchObject({ address: 'fridge-9', kind: 'fridge', binding: null });
  expect(device?.ruleIds).toContain('fridge-over-12c');
  expect(body.samples).toMatchObject([
    { kind: 'telemetry', values: [{ metric: 'temperatureC', value: 12.3, raw: null }], retained: false },
  ]);
  const kept = await ask<TryAnswer>('duty', 'POST', '/device-packets/try', { ...packet, retain: true });
  expect(kept.body.samples).toEqual([]);
  for (const [topic, reason] of [
    ['other/topic', 'unknown-topic'],
    ['mingchu/at/nowhere/probe/a/say', 'unknown-site'],
    ['probe/a/say', 'not-json'],
    ['mingchu/v1/site-001/fridge-77/telemetry', 'not-json'],
  ] as const) {
    const answer = await ask<TryAnswer>('duty', 'POST', '/device-packets/try', { topic, payload: 'x' });
    expect(answer.body.refused?.reason, topic).toBe(reason);
  }
  const signedIn = { topic: 'probe/fridge-9/say', payload, username: 'site-001~1' };
  const ownMount = await ask<TryAnswer>('duty', 'POST', '/device-packets/try', signedIn);
  expect(ownMount.body).toMatchObject({ family: 'probe', mount: 'site-001', refused: null });
  const others = { ...signedIn, topic: 'mingchu/at/site-002/probe/fridge-9/say' };
  const refused = await ask<TryAnswer>('duty', 'POST', '/device-packets/try', others);
  expect(refused.body.refused).toEqual({ reason: 'not-of-this-site', detail: 'site-001' });
  expect(
    (await database.db.query('select 1 from heard_device where address = $1', ['fridge-9'])).length,
  ).toBe(0);
  await ask('admin', 'DELETE', `/device-mappings/${made.body.id}`);
  await until(() => server.book?.tableOf(testFamily).find('temp', 'X')?.by === 'family');
});

it('[DF115] a page of the inbox is told of who is heard and of acts, and not of what bound devices say', async () => {
  const screen = openScreen({ address: server.address, cookie: await cookieOf('duty') });
  let told = 0;
  screen.socket.on('inbox', () => {
    told += 1;
  });
  await screen.nextSnapshot();
  await hear('pushed-1', '新探头');
  await until(() => told === 1);
  await ask('chief', 'POST', '/heard-devices/ignore', { ...at('pushed-1'), ignored: true });
  await until(() => told === 2);
  const writer = createHeardWriter({ db: database.db, clock: server.clock, log: quietLog });
  const note = { family: 'probe', mount: '', at: server.clock.now(), said: [] };
  await new Promise<void>((resolve) => writer.note({ ...note, address: 'bound-1' }, true, resolve));
  await new Promise<void>((resolve) => writer.note({ ...note, address: 'pushed-2' }, false, resolve));
  await until(() => told === 3);
  writer.stop();
  screen.close();
});

it('[DF105] a file binds all or nothing, says of each row what happens, and reads back what was exported', async () => {
  const send = (format: 'csv' | 'yaml', text: string, dryRun: boolean) =>
    ask<ImportAnswer & { code?: string; detail?: string }>('admin', 'POST', '/device-bindings/import', {
      format,
      text,
      dryRun,
    });
  const outcomes = ({ rows }: ImportAnswer) =>
    rows.map(({ line, outcome, column }) => `${line} ${outcome}${column === null ? '' : ` ${column}`}`);
  const head = 'family,mount,address,siteId,deviceId,kind,name,zone,reportPeriodS';
  const good = 'probe,,f1,site-001,file-1,fridge,"=冰箱, 一",storage,60';
  const wrong = [
    head,
    good,
    '',
    'probe,,f2,nowhere,file-2,fridge,a,storage,60',
    'probe,,f3,site-001,file-3,oven,a,storage,60',
  ];
  const refused = await send('csv', wrong.join('\r\n'), false);
  expect(outcomes(refused.body)).toEqual(['2 new', '4 error siteId', '5 error kind']);
  expect(refused.body.rows.map(({ code }) => code)).toEqual([undefined, 'site-not-found', 'field-enum']);
  expect(refused.body.applied).toBe(false);
  const dry = await send('csv', [head, good].join('\n'), true);
  expect([dry.body.applied, outcomes(dry.body)]).toEqual([false, ['2 new']]);
  expect((await list('search=file-1')).items).toEqual([]);
  expect(await database.db.query(`select 1 from device_binding where address = 'f1'`)).toEqual([]);
  const done = await send('csv', [head, good].join('\n'), false);
  expect([done.body.applied, outcomes(done.body)]).toEqual([true, ['2 new']]);
  for (const format of ['csv', 'yaml'] as const) {
    const cookie = await cookieOf('admin');
    const file = await fetch(`${server.address}/api/v1/device-bindings/export?format=${format}&reason=x`, {
      headers: { cookie },
    });
    const text = await file.text();
    if (format === 'csv') expect(text).toContain(`"'=冰箱, 一"`);
    const again = await send(format, text, false);
    expect(again.body.rows.map(({ outcome }) => outcome)).toEqual(['same']);
    const changed = await send(format, text.replace('storage', 'prep'), true);
    expect(changed.body.rows.map(({ outcome }) => outcome)).toEqual(['changed']);
  }
  expect((await send('csv', 'family,what\na,b', true)).body).toMatchObject({
    code: 'file-column-unknown',
    detail: 'what',
  });
  expect((await send('yaml', 'a: b', true)).body).toMatchObject({ code: 'file-no-list' });
  expect((await send('yaml', 'a: [', true)).body).toMatchObject({ code: 'file-mistake' });
});

it('[XP3] [XP4] bindings go out in the words of the reader and come back, as a spreadsheet keeps them too', async () => {
  const send = (text: string) =>
    ask<ImportAnswer>('admin', 'POST', '/device-bindings/import', { format: 'csv', text, dryRun: false });
  const machine = 'family,mount,address,siteId,deviceId,kind,name,zone,reportPeriodS';
  const bound = await send(`${machine}\nprobe,,sheet-1,site-001,sheet-1,fridge,"一号, 冰箱",storage,60`);
  expect(bound.body.applied).toBe(true);
  const heads = {
    'zh-CN': '设备类型,接入单位,设备地址,单位编号,设备编号,种类,名称,位置,上报周期（秒）',
    en: 'Device family,Connects as site,Address,Site id,Device id,Kind,Name,Place,Reports every (s)',
  };
  for (const [language, head] of Object.entries(heads)) {
    const cookie = await cookieOf('admin');
    const query = `format=csv&language=${language}&reason=x`;
    const file = await fetch(`${server.address}/api/v1/device-bindings/export?${query}`, {
      headers: { cookie },
    });
    // Its mark is not taken for a part of the text.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer());
    expect(text.split('\r\n')[0]).toBe(`\uFEFF${head}`);
    const semicolons = text.replaceAll(/,(?! )/g, ';').replaceAll('"', '');
    for (const kept of [text, semicolons]) {
      const again = await send(kept);
      expect(again.body.applied).toBe(true);
      expect(again.body.rows.length).toBeGreaterThan(0);
      expect(new Set(again.body.rows.map(({ outcome }) => outcome))).toEqual(new Set(['same']));
    }
  }
});
