/**
 * `npm run dev`: the server from source, started anew when a file changes, and the dashboard with hot reload on
 * http://localhost:5173. Data in `data/dev`.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

try {
  ensureInstalled();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const env = { DEMO: '1', DEMO_PASSWORD: 'kitchen-dev', DATA_DIR: join(root, 'data/dev'), ...process.env };
const children = [
  run(
    'node_modules/.bin/tsx',
    ['watch', '--clear-screen=false', '--conditions=source', 'server/src/main.ts'],
    root,
  ),
  run('node_modules/.bin/vite', [], join(root, 'dashboard')),
];
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
for (const child of children) child.on('exit', stop);

function run(program, args, cwd) {
  return spawn(join(root, program), args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

function stop() {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
}
