/**
 * `npm run check`: everything that can be said about the source without running it. All steps run, each with
 * one line; what failed is printed at the end, so that one run shows everything there is to mend.
 * `npm run check -- --fix` formats first. `npm run check -- types layers` runs only the named steps.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, root } from './install.mjs';

/** Layer rules must have seen this part of the TypeScript files that exist, or they prove nothing. */
const cruisedFloor = 0.8;
const sourceFolders = ['shared', 'server', 'simulators', 'dashboard', 'tests'];

const { values, positionals } = parseArgs({ options: { fix: { type: 'boolean' } }, allowPositionals: true });

const steps = [
  { name: 'format', run: () => bin('biome', ['format', ...(values.fix ? ['--write'] : []), '.']) },
  { name: 'types', run: () => bin('tsc', ['-b', '--pretty', 'false']) },
  { name: 'lint', run: () => bin('oxlint', ['--type-aware', '--deny-warnings', '.']) },
  { name: 'layers', run: checkLayers },
  { name: 'dead-code', run: () => bin('knip', ['--no-progress']) },
  { name: 'generated', run: () => command(process.execPath, ['scripts/generate.mjs', '--check']) },
];

ensureInstalled();
const unknown = positionals.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `Unknown step ${unknown.join(', ')}; there are: ${steps.map((step) => step.name).join(', ')}`,
  );
  process.exit(1);
}
const failures = [];
for (const step of steps) {
  if (positionals.length > 0 && !positionals.includes(step.name)) continue;
  const startedAt = performance.now();
  const { ok, output, note } = await step.run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${step.name.padEnd(10)} ${seconds.padStart(5)} s${note ? `  ${note}` : ''}`,
  );
  if (!ok) failures.push({ name: step.name, output });
}
for (const { name, output } of failures) console.log(`\n── ${name} ──\n${output.trim()}`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** dependency-cruiser, with a floor under the number of modules it saw: a broken resolver is silently green. */
async function checkLayers() {
  const { output } = await bin('depcruise', [
    ...sourceFolders.filter((folder) => existing(folder).length > 0),
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  ]);
  let report;
  try {
    report = JSON.parse(output);
  } catch {
    return { ok: false, output };
  }
  const { violations, ruleSetUsed } = report.summary;
  const comments = new Map(ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]));
  const lines = violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} → ${to}\n    ${comments.get(rule.name) ?? ''}`,
  );
  const cruised = report.modules.filter(
    (module) => isSource(module.source) && !module.couldNotResolve,
  ).length;
  const present = sourceFolders.flatMap(existing).length;
  if (cruised < present * cruisedFloor) {
    lines.push(`only ${cruised} of ${present} TypeScript files were looked at: the rules prove nothing`);
  }
  return { ok: lines.length === 0, output: lines.join('\n'), note: `${cruised} of ${present} files` };
}

/** TypeScript files below a top folder that the rules apply to. */
function existing(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(isSource);
}

function isSource(path) {
  return (
    /\.tsx?$/.test(path) && !/(^|\/)(node_modules|dist|dist-types)\//.test(path) && !path.endsWith('.d.ts')
  );
}

function bin(name, args) {
  return command(join(root, 'node_modules/.bin', name), args);
}

/** Runs to the end and answers with everything printed. */
function command(file, args) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}
