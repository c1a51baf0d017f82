/** The mock's inbox and mapping. The reason `409` and the expression `409` are error cases. */
import type { FamilyView, HeardLine, MappingBody, MappingRow, TryAnswer } from '@mingchu/shared/bindings';
import { bindingHeads } from '@mingchu/shared/fileColumns';
import type { ImportedRow } from '@mingchu/shared/fileImport';
import type { WatchingRule } from '@mingchu/shared/watchingRules';
import { emptyTable, json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const families: FamilyView[] = [
  {
    id: 'zigbee2mqtt',
    title: { zh: 'Zigbee2MQTT 网关', en: 'Zigbee2MQTT' },
    topics: ['zigbee2mqtt/#'],
    reportPeriodS: 3600,
    mapping: [
      { name: 'temperature', unit: null, to: 'temperatureC', expression: null },
      { name: 'humidity', unit: null, to: 'humidityPct', expression: null },
      { name: 'water_leak', unit: null, to: 'waterLeak', expression: null },
    ],
  },
];
const rules: WatchingRule[] = [
  {
    id: 'fridge-over-12c',
    title: { zh: '冷藏严重超温', en: 'Fridge far too warm' },
    severity: 'critical',
    deviceKinds: ['fridge', 'sample-fridge'],
    looksAt: 'temperatureC',
  },
  {
    id: 'water-leak',
    title: { zh: '漏水', en: 'Water leak' },
    severity: 'major',
    deviceKinds: ['water-leak'],
    looksAt: 'waterLeak',
  },
];

function lineOf(minutes: number, more: Partial<HeardLine>): HeardLine {
  const at = new Date(Date.now() - minutes * 60_000).toISOString();
  return {
    family: 'zigbee2mqtt',
    mount: '',
    address: '0x00158d00018255df',
    name: null,
    maker: null,
    model: null,
    gateway: null,
    reportPeriodS: null,
    said: [],
    state: null,
    firstHeardAt: at,
    lastHeardAt: at,
    ignored: null,
    binding: null,
    proposals: { site: null, kind: null, deviceId: null, reportPeriodS: 3600 },
    becomes: [],
    ...more,
  };
}

let lines: HeardLine[] | null = null;
const rows: MappingRow[] = [];

function firstLines({ district }: MockWorld): HeardLine[] {
  const siteId = district.sites[0]?.id ?? 'site-001';
  const now = new Date().toISOString();
  return [
    lineOf(1, {
      name: '留样冰箱探头',
      maker: 'Aqara',
      model: 'WSDCGQ11LM',
      gateway: 'bridge',
      state: 'online',
      said: [
        { name: 'temperature', value: 5.42, unit: '°C', at: now },
        { name: 'humidity', value: 61.3, unit: '%', at: now },
        { name: 'battery', value: 97, unit: '%', at: now },
      ],
      becomes: ['temperatureC', 'humidityPct'],
      proposals: {
        site: { siteId, reason: 'its-gateway' },
        kind: { kind: 'sample-fridge', reason: 'its-name', word: '留样' },
        deviceId: 'sample-fridge-2',
        reportPeriodS: 3600,
      },
    }),
    lineOf(180, {
      address: '0x00158d0002b1c7aa',
      maker: 'SONOFF',
      model: 'SNZB-05P',
      state: 'asleep',
      said: [{ name: 'water_leak', value: false, at: now }],
      becomes: ['waterLeak'],
      proposals: {
        site: null,
        kind: { kind: 'water-leak', reason: 'its-values', word: 'waterLeak' },
        deviceId: null,
        reportPeriodS: 3600,
      },
    }),
    lineOf(7, {
      family: 'mingchu',
      address: `${siteId}/probe-9`,
      said: [{ name: 'temperatureC', value: -127, unit: '°C', bad: 'disconnected', at: now }],
      proposals: {
        site: { siteId, reason: 'its-topic' },
        kind: null,
        deviceId: 'probe-9',
        reportPeriodS: 60,
      },
    }),
  ];
}

export function answerDevices(world: MockWorld, ask: MockAsk): Response | null {
  const [room = ''] = ask.path;
  if (room === 'device-families') return json({ families, rules });
  if (room === 'heard-devices') return answerHeard(world, ask);
  if (room === 'device-mappings') return answerMappings(ask);
  if (room === 'device-packets') return json(tried);
  if (room === 'device-bindings' && ask.method === 'GET')
    return emptyTable('bindings.csv', bindingHeads, ask);
  if (room === 'device-bindings') return answerImport(ask);
  return null;
}

function answerHeard(world: MockWorld, { method, path, search, body }: MockAsk): Response {
  lines ??= firstLines(world);
  const kept = {
    new: lines.filter(({ binding, ignored }) => !binding?.active && ignored === null),
    bound: lines.filter(({ binding }) => binding?.active === true),
    ignored: lines.filter(({ ignored }) => ignored !== null),
    all: lines,
  };
  if (path[1] === 'counts') return json(mapValues(kept));
  if (method === 'GET') {
    const text = search.get('search') ?? '';
    const family = search.get('family');
    const items = kept[(search.get('filter') ?? 'new') as keyof typeof kept].filter(
      (line) =>
        (family === null || line.family === family) &&
        `${line.name ?? ''} ${line.address} ${line.model ?? ''}`.includes(text),
    );
    return json({ items, nextCursor: null });
  }
  const line = lines.find(({ address, family }) => address === body['address'] && family === body['family']);
  if (!line) return problem(404, 'not-heard');
  if (body['reason'] === '409') return problem(409, 'already-so');
  if (path[1] === 'ignore')
    line.ignored = body['ignored'] === true ? { by: 'admin', at: new Date().toISOString() } : null;
  else if (path[1] === 'unbind' && line.binding) line.binding = { ...line.binding, active: false };
  else {
    const deviceId = String(body['deviceId'] ?? line.proposals.deviceId ?? 'device-1');
    line.binding = { siteId: String(body['siteId']), deviceId, active: true };
  }
  return json({});
}

function mapValues(kept: Record<string, unknown[]>): Record<string, number> {
  return Object.fromEntries(Object.entries(kept).map(([key, list]) => [key, list.length]));
}

function answerMappings({ method, path, body }: MockAsk): Response {
  if (method === 'GET') return json({ items: rows, nextCursor: null });
  const id = Number(path[1] ?? rows.length + 1);
  if (body['expression'] === '409') return problem(422, 'mapping-mistake');
  const at = rows.findIndex((row) => row.id === id);
  if (at >= 0) rows.splice(at, 1);
  if (method === 'DELETE') return json({});
  const row = { ...(body as unknown as MappingBody), id, setBy: 'admin', setAt: new Date().toISOString() };
  rows.push(row);
  return json(row);
}

const tried: TryAnswer = {
  family: 'zigbee2mqtt',
  mount: '',
  refused: null,
  devices: [
    {
      family: 'zigbee2mqtt',
      mount: '',
      address: '0x00158d00018255df',
      name: '留样冰箱探头',
      model: 'WSDCGQ11LM',
      binding: null,
      kind: 'sample-fridge',
      values: [
        {
          name: 'temperature',
          value: 13.1,
          unit: '°C',
          bad: null,
          entry: { name: 'temperature', to: 'temperatureC', expression: null, by: 'family' },
          result: { metric: 'temperatureC', number: 13.1 },
        },
        {
          name: 'linkquality',
          value: 120,
          unit: null,
          bad: null,
          entry: null,
          result: { none: 'no-entry' },
        },
      ],
      findings: [],
      presence: 'online',
      faults: [],
      ruleIds: ['fridge-over-12c'],
    },
  ],
  samples: [
    {
      siteId: '',
      deviceId: '0x00158d00018255df',
      kind: 'telemetry',
      at: '2026-01-01T00:00:00.000Z',
      retained: false,
      values: [{ metric: 'temperatureC', value: 13.1, raw: null }],
    },
  ],
  answers: [],
};

/** Without `dryRun` the first row is wrong in a file that says `nowhere`. */
function answerImport({ body }: MockAsk): Response {
  const isWrong = String(body['text']).includes('nowhere');
  const rows: ImportedRow[] = [
    { line: 2, outcome: 'new', what: 'zigbee2mqtt//0x01 → site-1/fridge-2', column: null, mistake: null },
    isWrong
      ? {
          line: 3,
          outcome: 'error',
          what: 'zigbee2mqtt//0x02',
          column: 'siteId',
          mistake: 'There is no site nowhere.',
        }
      : {
          line: 3,
          outcome: 'same',
          what: 'zigbee2mqtt//0x02 → site-1/fridge-3',
          column: null,
          mistake: null,
        },
  ];
  return json({ applied: body['dryRun'] !== true && !isWrong, rows });
}
