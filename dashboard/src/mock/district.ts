/** A fictional district drawn from a seed: sites, devices, people. */
import type { InspectorPosition, RuleSummary } from '@mingchu/shared/live';
import type { Device, Grid, Group, OpeningHours, Site } from '@mingchu/shared/registry';
import { type DeviceKind, type SiteKind, siteKinds } from '@mingchu/shared/vocabulary';

/** Mulberry32: small, seeded, good enough to draw a district. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface MockDistrict {
  groups: Group[];
  grids: Grid[];
  sites: Site[];
  devices: Device[];
  inspectors: InspectorPosition[];
  rules: RuleSummary[];
}

const groupNames = ['城东组', '城西组', '城南组', '城北组'];
const people = [
  '李强',
  '陈静',
  '周明',
  '赵敏',
  '孙浩',
  '吴婷',
  '郑凯',
  '王芳',
  '冯磊',
  '何雪',
  '蒋勇',
  '谢丹',
];
const placeNames = [
  '蔡伦',
  '青麓',
  '水东江',
  '五一',
  '灶市',
  '余庆',
  '三顺',
  '群英',
  '西湖',
  '聂洲',
  '金星',
  '化龙',
  '鹿岐',
  '白云',
];
const endings: Record<SiteKind, string[]> = {
  school: ['小学食堂', '中学食堂', '实验学校食堂'],
  kindergarten: ['幼儿园厨房', '第二幼儿园厨房'],
  restaurant: ['饺子馆', '土菜馆', '米粉店', '川味轩', '大酒店', '快餐店'],
  'central-kitchen': ['中央厨房'],
};
const workdays = [1, 2, 3, 4, 5];
const everyDay = [...workdays, 6, 7];
const hoursOf: Record<SiteKind, OpeningHours[]> = {
  school: [{ days: workdays, from: '05:30', to: '18:30' }],
  kindergarten: [{ days: workdays, from: '06:30', to: '17:00' }],
  restaurant: [
    { days: everyDay, from: '09:30', to: '14:30' },
    { days: everyDay, from: '16:00', to: '22:30' },
  ],
  'central-kitchen': [{ days: everyDay, from: '02:00', to: '20:00' }],
};
/** West, south, and size of one grid cell in degrees. */
const [west, south, cell] = [112.8, 26.38, 0.024];
const [columns, rows] = [5, 5];

const common = { latched: false, autoDispatch: 'dispatch' } as const;
const params = {
  metric: 'temperatureC',
  direction: 'above',
  forS: 600,
  hysteresis: 1,
  offDelayS: 60,
} as const;
/** When some of them speak, for charts and for how long a device may be silent. */
const conditions: Record<string, NonNullable<RuleSummary['condition']>> = {
  'fridge-warm': { ...common, kind: 'threshold', deviceKinds: ['fridge'], params: { ...params, limit: 8 } },
  'device-silent': { ...common, kind: 'absence', deviceKinds: ['fridge'], params: { periods: 3 } },
};

const rule = (
  id: string,
  zh: string,
  en: string,
  severity: RuleSummary['severity'],
  text: string,
): RuleSummary => ({
  id,
  version: '1',
  title: { zh, en },
  severity,
  legalBasis: { text, source: '《餐饮服务食品安全操作规范》' },
  shelvable: id !== 'unattended-flame',
  ...(id in conditions && { condition: conditions[id] }),
});

const rules: RuleSummary[] = [
  rule('rodent', '鼠类活动', 'Rodent activity', 'critical', '应采取有效措施防止鼠类侵入。'),
  rule('fridge-warm', '冷藏超温', 'Fridge too warm', 'major', '冷藏温度应在 0 ℃–8 ℃。'),
  rule('no-hat', '未戴工作帽', 'No hat', 'minor', '从业人员应穿戴清洁的工作衣帽。'),
  rule('no-mask', '未戴口罩', 'No mask', 'minor', '专间操作人员应佩戴口罩。'),
  rule('unattended-flame', '动火离人', 'Unattended flame', 'critical', '用火时应有人看管。'),
  rule('bin-open', '垃圾桶未加盖', 'Bin left open', 'info', '餐厨废弃物存放容器应加盖。'),
  rule('raw-cooked-mix', '生熟混放', 'Raw beside cooked', 'major', '生熟食品应分开存放。'),
  rule('device-offline', '设备离线', 'Device offline', 'minor', '监测设备应持续运行。'),
  rule('device-silent', '设备失联', 'Device silent', 'info', '监测设备应持续运行。'),
];

/** Draws a district with about `siteCount` sites. */
export function drawDistrict(seed: number, siteCount: number): MockDistrict {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const groups = groupNames.map((name, index) => ({ id: `group-${index + 1}`, name }));
  const corners = Array.from({ length: (columns + 1) * (rows + 1) }, (_none, index): [number, number] => [
    west + ((index % (columns + 1)) + (random() - 0.5) * 0.4) * cell,
    south + (Math.floor(index / (columns + 1)) + (random() - 0.5) * 0.4) * cell,
  ]);
  const grids = Array.from({ length: columns * rows }, (_none, index): Grid => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const corner = (x: number, y: number): [number, number] =>
      corners[y * (columns + 1) + x] as [number, number];
    const group = groups[(column < columns / 2 ? 1 : 0) + (row < rows / 2 ? 2 : 0)] ?? groups[0];
    const outline = [
      corner(column, row),
      corner(column + 1, row),
      corner(column + 1, row + 1),
      corner(column, row + 1),
    ];
    return { id: `grid-${index + 1}`, groupId: group?.id ?? '', name: `第${index + 1}网格`, outline };
  });
  const sites = Array.from({ length: siteCount }, (_none, index): Site => {
    const kind = random() < 0.55 ? 'restaurant' : pick(siteKinds);
    const grid = pick(grids);
    const [lon, lat] = inside(grid, random);
    return {
      id: `site-${index + 1}`,
      gridId: grid.id,
      name: `${pick(placeNames)}${pick(endings[kind])}`,
      kind,
      address: `${pick(placeNames)}路 ${1 + Math.floor(random() * 200)} 号`,
      lat,
      lon,
      openingHours: hoursOf[kind],
      contact: `${pick(people)} 138****${1000 + Math.floor(random() * 9000)}`,
      grade: pick(['A', 'B', 'C'] as const),
    };
  });
  const inspectors = people.map((name, index): InspectorPosition => {
    const grid = grids[Math.floor((index * grids.length) / people.length)] as Grid;
    const [lon, lat] = inside(grid, random);
    const id = `inspector${String(index + 1).padStart(2, '0')}`;
    return {
      inspectorId: id,
      name,
      groupId: grid.groupId,
      onShift: index !== 11,
      lat,
      lon,
      at: new Date().toISOString(),
    };
  });
  return { groups, grids, sites, devices: sites.flatMap((site) => devicesOf(site)), inspectors, rules };
}

/** A point well inside a grid's outline. */
function inside(grid: Grid, random: () => number): [number, number] {
  const share = [random() + 0.15, random() + 0.15, random() + 0.15, random() + 0.15];
  const sum = share.reduce((total, each) => total + each, 0);
  let [lon, lat] = [0, 0];
  grid.outline.forEach((corner, index) => {
    lon += (corner[0] * (share[index] ?? 0)) / sum;
    lat += (corner[1] * (share[index] ?? 0)) / sum;
  });
  return [lon, lat];
}

function devicesOf(site: Site): Device[] {
  const device = (id: string, kind: DeviceKind, name: string, zone: string): Device => ({
    id,
    siteId: site.id,
    kind,
    name,
    zone,
    reportPeriodS: kind === 'camera' ? 5 : 60,
    inService: true,
  });
  return [
    device('cam-1', 'camera', '后厨 1 号', 'cooking'),
    device('cam-2', 'camera', '后厨 2 号', 'prep'),
    device('fridge-1', 'fridge', '冷藏柜', 'storage'),
    device('freezer-1', 'freezer', '冷冻柜', 'storage'),
  ];
}
