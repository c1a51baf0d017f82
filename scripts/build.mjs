/** Builds what `npm start` runs, when its sources are not the ones of the last build. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const bin = (name) => join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);

/** Each part: what it is made of, what it makes, and how. */
const parts = [
  {
    name: 'server',
    sources: ['shared/src', 'server/src', 'simulators/src', 'tsconfig.base.json', 'package-lock.json'].concat(
      ['shared', 'server', 'simulators'].flatMap((folder) => [
        `${folder}/package.json`,
        `${folder}/tsconfig.json`,
      ]),
    ),
    outputs: ['shared/dist', 'server/dist/main.js', 'simulators/dist/main.js'],
    command: [bin('tsc'), ['-b', 'shared', 'server', 'simulators'], '.'],
  },
  {
    name: 'dashboard',
    sources: ['shared/src', 'dashboard', 'package-lock.json'],
    outputs: ['dashboard/dist/index.html'],
    command: [bin('vite'), ['build', '--logLevel', 'warn'], 'dashboard'],
  },
];

/** Builds the parts that need it, side by side. Throws when one fails. */
export async function buildWhatChanged() {
  const stale = parts.map((part) => ({ ...part, stamp: stampOf(part) })).filter((part) => !isBuilt(part));
  if (stale.length === 0) return;
  const startedAt = performance.now();
  console.log(`Building ${stale.map(({ name }) => name).join(' and ')} …`);
  await Promise.all(stale.map(build));
  console.log(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function stampFile(part) {
  return join(root, '.cache', `built-${part.name}`);
}

function isBuilt(part) {
  const file = stampFile(part);
  return (
    part.outputs.every((output) => existsSync(join(root, output))) &&
    existsSync(file) &&
    readFileSync(file, 'utf8') === part.stamp
  );
}

/** Contents, not times: a checkout or a copy changes times and nothing else. Some 300 files, 30 ms. */
function stampOf(part) {
  const hash = createHash('sha256');
  for (const source of part.sources) {
    for (const file of filesBelow(source))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  let entries;
  try {
    entries = readdirSync(full, { withFileTypes: true });
  } catch {
    return [path];
  }
  return entries
    .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(`${path}/${entry.name}`) : [`${path}/${entry.name}`],
    );
}

function build(part) {
  const [program, args, folder] = part.command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: join(root, folder),
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code !== 0) return reject(new Error(`building ${part.name} failed: see above`));
      mkdirSync(join(root, '.cache'), { recursive: true });
      writeFileSync(stampFile(part), part.stamp);
      resolve();
    });
  });
}
