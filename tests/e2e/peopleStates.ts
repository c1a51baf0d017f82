/** What a person does until each state of console, office and phone is seen; the mock's nine orders have their own stories. */
import type { Step } from './playScene.ts';

/** Days of the mock: a usual noon, a quiet one, a flood, one on which the server goes, and one that leaves all to decide. */
export const days = ['full', 'calm', 'flood', 'gone', 'decide'] as const;
type Day = (typeof days)[number];

/** A state of a screen. */
export interface PeopleState {
  /** Path and query below the application's address. */
  path: string;
  /** Who has signed in, duty if absent; null for nobody. */
  who?: string | null;
  /** Days on which it is looked at; a usual one if absent. */
  days?: readonly Day[];
  playS?: number;
  /** In a window as long as the page; of the desk not unless it is said. */
  whole?: boolean;
  steps?: readonly Step[];
}

type States = Readonly<Record<string, PeopleState>>;

const busy: readonly Day[] = ['full', 'flood'];
const press = (testId: string): Step => ['press', `[data-testid=${testId}]`];
const commit = press('act-commit');
/** Until the page knows that its server is gone. */
const goneS = 16;

const login: States = {
  signin: { path: '/login', who: null },
  wrong: {
    path: '/login',
    who: null,
    steps: [
      ['type', 'input[name=username]', 'duty'],
      ['type', 'input[name=password]', 'wrong'],
      ['key', 'Enter'],
    ],
  },
};

/** A form of the desk, opened on an order. */
const form = (order: number, act: string, more: Partial<PeopleState> = {}): PeopleState => ({
  path: `/console?id=violation-${order}`,
  steps: [press(`act-${act}`)],
  ...more,
});

/** What the usual noon has nowhere: more time asked for, a case, nobody sent, and what is set aside. */
const decide = (order: number, act: string, who = 'chief'): PeopleState =>
  form(order, act, { days: ['decide'], who });

const desk: States = {
  list: { path: '/console', days: ['full', 'calm', 'flood'] },
  gone: { path: '/console', days: ['gone'], playS: goneS },
  'whole-late': { path: '/console?id=violation-1', whole: true },
  'whole-reported': { path: '/console?id=violation-8', whole: true },
  'whole-site': { path: '/console/site/site-8', whole: true },
  'whole-device': { path: '/console/site/site-8/device/fridge-1', whole: true },
  late: { path: '/console?id=violation-1', days: busy },
  claim: { path: '/console?id=violation-2', days: busy },
  offered: { path: '/console?id=violation-5', days: busy },
  arrived: { path: '/console?id=violation-7', days: busy },
  reported: { path: '/console?id=violation-8', days: busy },
  review: form(2, 'review', { days: busy }),
  reclassify: form(2, 'review', { steps: [press('act-review'), ['press', 'input[value=reclassified]']] }),
  dispatch: form(5, 'dispatch', { days: busy }),
  shelve: form(3, 'shelve'),
  recall: form(3, 'recall'),
  'more-time': form(4, 'ask-extension'),
  refuse: form(2, 'refuse-arrival'),
  verify: form(8, 'verify'),
  overtaken: form(8, 'verify', {
    steps: [press('act-verify'), ['type', 'textarea[name=comment]', '409'], commit],
  }),
  'approve-extension': decide(6, 'approve-extension'),
  'refuse-extension': decide(6, 'refuse-extension'),
  transfer: decide(7, 'transfer'),
  send: decide(3, 'send', 'duty'),
  shelved: { path: '/console?id=violation-4', days: ['decide'] },
  'out-of-service': decide(9, 'put-back-in-service'),
  filters: { path: '/console', steps: [['press', '.more-filters summary']] },
  views: { path: '/console', steps: [['press', '.saved-views summary']] },
  officers: { path: '/console', days: busy, steps: [['press', '[data-testid=officers] button']] },
  keys: { path: '/console', steps: [['key', '?']] },
  site: { path: '/console/site/site-8', days: busy },
  device: { path: '/console/site/site-8/device/fridge-1', days: busy },
  'wall-editor': { path: '/console/wall', who: 'chief' },
};

const paper: readonly Step[] = [
  ['press', '.office-tools .button >> nth=1'],
  ['type', '.act-form textarea', '局务会'],
  ['press', '.act-form .button-main'],
  ['print'],
];
/** A page of the office, with what is pressed on it. */
const office = (name: string, ...pressed: string[]): PeopleState => ({
  path: `/office/${name}`,
  who: 'admin',
  steps: pressed.map((each): Step => ['press', each]),
});
const add = '.office-tools .button-main';

const offices: States = {
  statistics: { path: '/office/statistics', who: 'chief', days: ['full', 'calm', 'flood'] },
  'statistics-export': {
    path: '/office/statistics',
    who: 'chief',
    steps: [['press', '.office-tools .button']],
  },
  'weekly-report': { path: '/office/statistics', who: 'chief', steps: paper },
  rotas: office('rotas'),
  'rotas-new': office('rotas', add),
  policy: office('policy'),
  rulebook: office('rulebook'),
  'door-codes': {
    path: '/office/door-codes',
    who: 'chief',
    steps: [['type', 'input.office-site', '三顺川味轩']],
  },
  devices: office('devices'),
  'devices-bind': office('devices', '.heard-acts .button-main'),
  mapping: office('mapping'),
  'mapping-new': office('mapping', add),
  calibration: office('calibration'),
  'calibration-new': office('calibration', add),
  'calibration-history': office('calibration', '.office-act .button >> nth=1'),
  messages: office('messages'),
  channels: office('channels'),
  'channels-new': office('channels', add),
  credentials: office('credentials'),
  'credentials-new': office('credentials', add),
  'credentials-issued': {
    path: '/office/credentials',
    who: 'admin',
    steps: [
      ['press', add],
      ['type', '.act-form input >> nth=0', '三顺川味轩'],
      ['type', '.act-form input >> nth=1', '后厨网关'],
      ['press', '.act-form .button-main'],
    ],
  },
  accounts: office('accounts'),
  'accounts-change': office('accounts', '.office-act .button'),
  audit: office('audit'),
  password: office('password'),
};

/** The phone of one of the mock's inspectors. */
const phone = (number: number, ...steps: Step[]): PeopleState => ({
  path: '/m',
  who: `inspector${String(number).padStart(2, '0')}`,
  steps,
});
const tab = (number: number): Step => ['press', `.phone-tabs button >> nth=${number}`];
const arrive = press('act-arrive');

const phones: States = {
  empty: phone(7),
  offered: { ...phone(2), days: busy },
  'offered-to-two': phone(4),
  decline: phone(4, press('act-decline')),
  accepted: { ...phone(5), days: busy },
  'on-the-way': { ...phone(10), days: busy },
  late: phone(6),
  route: phone(10, ['press', '[data-testid=route]']),
  'more-time': phone(10, press('more-time')),
  'give-back': phone(10, press('act-decline')),
  arrive: phone(10, arrive),
  'wrong-code': phone(10, arrive, ['type', '[data-testid=door-code]', '000000']),
  'one-proof': phone(10, arrive, ['type', '[data-testid=door-code]', '123456']),
  claim: phone(11),
  report: phone(3),
  'report-lacking': phone(3, press('act-submit')),
  reported: phone(8),
  messages: { ...phone(10, tab(1)), days: busy },
  me: phone(10, tab(2)),
  password: phone(10, tab(2), ['press', '.phone-password summary']),
  gone: { ...phone(10), days: ['gone'], playS: goneS },
  'gone-waiting': { ...phone(5, press('act-depart'), arrive), days: ['gone'], playS: goneS },
  'no-inspector': { path: '/m', who: 'duty' },
};

/** The states of each screen. */
export const screens: Readonly<Record<string, States>> = {
  login,
  console: desk,
  office: offices,
  phone: phones,
};
