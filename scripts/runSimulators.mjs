/** Runs a program of the simulators: built when its build is there and newer than their source, else from source. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

/** `entry` is below `simulators/src`, without its end. The arguments of this process are passed on. */
export function runSimulators(entry) {
  try {
    ensureInstalled();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const built = join(root, `simulators/dist/${entry}.js`);
  const fromSource = ['--conditions=source', '--import', 'tsx', join(root, `simulators/src/${entry}.ts`)];
  const isFresh = existsSync(built) && statSync(built).mtimeMs > newestSource();
  const child = spawn(process.execPath, [...(isFresh ? [built] : fromSource), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}

function newestSource() {
  const sources = ['shared/src', 'simulators/src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, file)),
  );
  return Math.max(...sources.map((file) => statSync(file).mtimeMs));
}
