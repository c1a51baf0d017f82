/** Every component of the screens is shown in the workshop: read from what its files import, without running any. */
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { files, sources, textOf } from './repository.ts';

const top = 'dashboard/src/';
const bench = `${top}features/workshop/`;

/** Whole screens: what they are made of is shown, and the tests of browsers walk through them. */
const screens: ReadonlySet<string> = new Set([
  'features/console/Console.tsx',
  'features/console/Desk.tsx',
  'features/console/site/SitePage.tsx',
  'features/console/site/device/DevicePage.tsx',
  'features/login/Login.tsx',
  'features/office/Office.tsx',
  'features/phone/Phone.tsx',
  'features/wall/Wall.tsx',
  'features/wall/editor/WallEditor.tsx',
]);

/** What is always drawn within another that is shown: within which. */
const within: Record<string, string> = {
  'features/console/acts/fields.tsx': 'features/console/acts/ActForm.tsx',
  'features/office/rotas/ListOrNone.tsx': 'features/office/rotas/Exceptions.tsx',
  'features/office/rotas/PersonSelect.tsx': 'features/office/rotas/ByHand.tsx',
  'features/office/rotas/RowForm.tsx': 'features/office/rotas/ByHand.tsx',
  'features/office/statistics/Applied.tsx': 'features/office/statistics/Quietening.tsx',
  'features/office/statistics/ArrivalTable.tsx': 'features/office/statistics/Statistics.tsx',
  'features/office/statistics/ChartTwice.tsx': 'features/office/statistics/Statistics.tsx',
  'features/office/statistics/FalseAlarms.tsx': 'features/office/statistics/Statistics.tsx',
  'features/office/statistics/Load.tsx': 'features/office/statistics/Statistics.tsx',
  'features/office/statistics/Noise.tsx': 'features/office/statistics/Quietening.tsx',
  'features/office/statistics/Quietening.tsx': 'features/office/statistics/Statistics.tsx',
  'features/office/statistics/Trend.tsx': 'features/office/statistics/Statistics.tsx',
  'features/phone/report/Outcome.tsx': 'features/phone/report/ReportForm.tsx',
  'features/phone/report/Signing.tsx': 'features/phone/report/ReportForm.tsx',
  'features/wall/plan/PanelBoundary.tsx': 'features/wall/plan/WallPanels.tsx',
  'ui/chartParts.tsx': 'ui/charts.tsx',
};

/** The panels of the wall, each of which is shown by its kind, and what they import from their own folders. */
const panelTable = `${top}features/wall/panels.ts`;
const panelFolders = new RegExp(`^${top}features/wall/(cameras|map|numbers|queue)/`);

/** What the mock cannot bring, and the test that sees it. */
const elsewhere: Record<string, string> = {
  // The camera of a phone.
  'features/phone/arrival/Scanner.tsx': 'tests/e2e/phone.test.ts',
  // Live video, which a server sends.
  'ui/video/VideoPicture.tsx': 'tests/e2e/wallVideo.test.ts',
};

const parts = sources.filter(
  (path) => /^dashboard\/src\/(features|ui|sound)\/.*\.tsx$/.test(path) && !path.startsWith(bench),
);

/** Names of the components that a file hands out; `default` of the one without a name. An unused import is no program. */
function componentsOf(path: string): string[] {
  const handedOut = /^export (default )?(?:function|const) ([A-Z][a-z]\w*)/gm;
  return [...textOf(path).matchAll(handedOut)].map(([, unnamed, name = '']) => (unnamed ? 'default' : name));
}

/** Each `file name` that a file imports from another of ours, now or later; types are nothing that is drawn. */
function importsOf(path: string): string[] {
  const imported = /^import (?!type\b)([^;]*?) from '(\.[^']+)';|\bimport\('(\.[^']+)'\)/gm;
  return [...textOf(path).matchAll(imported)].flatMap(([, names = '', from, later = '']) => {
    const file = join(dirname(path), from ?? later);
    if (!names.includes('{')) return [`${file} default`];
    const each = names.replaceAll(/[{}]/g, '').split(',');
    return each.map((name) => `${file} ${name.trim()}`).filter((name) => !/ (type .*)?$/.test(name));
  });
}

/** The table of panels and every file of their folders that one of them imports, wherever from. */
function filesOfPanels(): Set<string> {
  const found = new Set<string>();
  const take = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const each of importsOf(path)) {
      const [file = ''] = each.split(' ');
      if (panelFolders.test(file) && files.includes(file)) take(file);
    }
  };
  take(panelTable);
  return found;
}

const shown = new Set(sources.filter((path) => path.startsWith(bench)).flatMap(importsOf));
const ofPanels = filesOfPanels();

function isShown(path: string, name: string): boolean {
  if (shown.has(`${path} ${name}`) || ofPanels.has(path)) return true;
  const holder = within[path.slice(top.length)];
  if (holder === undefined) return false;
  const file = top + holder;
  const holds = importsOf(file).some((each) => each.startsWith(`${path} `));
  return holds && componentsOf(file).some((each) => isShown(file, each));
}

test('[UI4] the workshop shows every component of the screens', () => {
  expect(parts.length).toBeGreaterThan(150);
  expect(shown.has(`${top}features/wall/plan/WallPanels.tsx WallPanels`)).toBe(true);
  const missing = parts
    .map((path) => path.slice(top.length))
    .filter((path) => !screens.has(path) && !(path in elsewhere))
    .flatMap((path) =>
      componentsOf(top + path)
        .filter((name) => !isShown(top + path, name))
        .map((name) => `${path} ${name}`),
    );
  expect(missing).toEqual([]);
});

test('what the workshop leaves to others is named once, and is there', () => {
  const directly = (path: string) =>
    componentsOf(top + path).every((name) => shown.has(`${top + path} ${name}`));
  const named = [...screens, ...Object.keys(within), ...Object.keys(elsewhere)];
  expect(named.filter((path) => !parts.includes(top + path) || directly(path))).toEqual([]);
  expect(Object.values(elsewhere).filter((path) => !files.includes(path))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
});
