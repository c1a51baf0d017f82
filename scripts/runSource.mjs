/** Runs a TypeScript file that exports `run(flags)`, with every workspace as its source; its failure is ours. */
import { spawnSync } from 'node:child_process';
import { root } from './install.mjs';

export function runSource(file, flags) {
  const start = `import(${JSON.stringify(file)}).then(({ run }) => run(process.argv.slice(1)))
  .catch((error) => { console.error(error); process.exitCode = 1; });`;
  const result = spawnSync(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', start, '--', ...flags],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = result.status ?? 1;
}
