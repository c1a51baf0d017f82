/** What a role may see and do is one table in shared/: nothing else asks who somebody is by the name of his role. */
import { roles } from '@mingchu/shared/vocabulary';
import { expect, it } from 'vitest';
import { sources, textOf } from './repository.ts';

/** Places that name a role in a condition or list roles, each with its reason. */
const exceptions: Record<string, string> = {
  'shared/src/permissions.ts': 'the table',
  'shared/src/vocabulary.ts': 'the list of all roles',
  'shared/src/policy.ts': 'words for whom a ladder tells, which happen to be those of roles',
  'dashboard/src/mock/answersRecord.ts': 'made-up lines of the record, by made-up people',
  'server/src/platform/auth/sessionStore.ts':
    'the demo resets the passwords of those whom it imported as inspectors',
};

const name = `['"](?:${roles.join('|')})['"]`;
const conditions = [
  // role === 'duty', account.role !== 'chief', where role = 'admin', where role in ('duty')
  new RegExp(`\\brole\\b\\??\\)?\\s*(?:[!=]==?|=|in \\()\\s*${name}`),
  new RegExp(`${name}\\s*[!=]==\\s*[\\w.?]*\\brole\\b`),
  // switch (session.role) { case 'duty':
  new RegExp(`switch \\([\\w.?]*\\brole\\)\\s*\\{\\s*case`),
  // ['duty', 'chief'].includes(role), and what is kept in a name to be asked later
  new RegExp(`\\[\\s*${name},\\s*${name}`),
  new RegExp(`\\[\\s*${name},?\\s*\\](?: as const)?\\)?\\.(?:includes|some)\\(`),
  new RegExp(`\\bnew Set(?:<\\w+>)?\\(\\[\\s*${name}`),
];

it('[AU11] no condition names a role outside the table of permissions', () => {
  const guilty = sources
    .filter((path) => /^(shared|server|dashboard|simulators)\/src\/.*\.tsx?$/.test(path))
    .filter((path) => !/\.test\.tsx?$/.test(path) && exceptions[path] === undefined)
    .flatMap((path) => placesIn(textOf(path)).map((text) => `${path}: ${text}`));
  expect(guilty).toEqual([]);
});

it('[AU11] each exception names a role still, and the look for one finds what it should', () => {
  for (const path of Object.keys(exceptions)) expect(placesIn(textOf(path)), path).not.toEqual([]);
  for (const guilty of [
    `if (session.role === 'inspector') return;`,
    `const own = account?.role !== 'chief';`,
    `'duty' === role`,
    `update account set x = 1 where role = 'admin'`,
    `switch (person.role) {\n    case 'leader':`,
    `const superiors = [\n  'chief',\n  'admin',\n];`,
    `['duty'].includes(role)`,
  ])
    expect(placesIn(guilty), guilty).toHaveLength(1);
  expect(placesIn(`if (change.kind === 'inspector') tell(['leader', 'role:chief']);`)).toEqual([]);
});

/** The first place of each sort. */
function placesIn(text: string): string[] {
  return conditions.flatMap((condition) => condition.exec(text)?.[0] ?? []);
}
