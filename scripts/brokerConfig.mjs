/** `npm run broker-config -- mosquitto|emqx --out DIR`: the accounts of a broker of its own, from the database. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildWhatChanged } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';

try {
  ensureInstalled();
  await buildWhatChanged();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const script = join(root, 'server/dist/main.js');
const child = spawn(process.execPath, [script, 'broker-config', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
