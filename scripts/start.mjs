/**
 * `npm start`: from a fresh clone to a running district. Installs and builds what is needed, starts the server
 * with everything embedded, waits until it is ready, and then the simulated district that feeds it (DEMO=0 leaves
 * that out). Both are children with a message channel to this process: when it goes, however it goes, the channel
 * closes and they end by themselves.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { buildWhatChanged } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';

/** The server promises to be gone 5 s after it is asked. */
const killAfterMs = 7000;
const lookAtParentMs = 500;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Mingchu needs Node 20.19 or newer; this is ${process.versions.node}`);
  process.exit(1);
}

const env = { ...process.env, NODE_ENV: 'production' };
env['DEMO'] ||= '1';
env['LOG_LEVEL'] ||= 'warn';
const demo = env['DEMO'] === '1';
// Read aloud or typed on a phone: no letters that look alike.
if (demo) env['DEMO_PASSWORD'] ||= `kitchen-${randomBytes(4).toString('hex')}`;

let server;
let district;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop());
stopWithParent();

try {
  ensureInstalled();
  await buildWhatChanged();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
if (!stopping) startServer();

function startServer() {
  server = spawnNode('server/dist/main.js', [], env);
  server.on('message', (message) => {
    if (message?.type === 'ready' && demo && !stopping) startDistrict(message);
  });
  server.on('exit', (code, signal) => {
    district?.kill('SIGTERM');
    if (signal && !stopping) console.error(`The server was ended by ${signal}`);
    process.exitCode = code ?? (stopping ? 0 : 1);
  });
}

function startDistrict({ url, mqttUrl }) {
  const args = ['--demo', '--server', url, '--broker', mqttUrl, '--speed', env['CLOCK_SPEED'] || '1'];
  district = spawnNode('simulators/dist/main.js', args, env);
  district.on('exit', (code, signal) => {
    if (!stopping && server.exitCode === null && server.signalCode === null) {
      console.error(`The simulated district ended (${signal ?? `code ${code}`}); the server goes on.`);
    }
  });
}

function spawnNode(script, args, environment) {
  return spawn(process.execPath, [join(root, script), ...args], {
    cwd: process.cwd(),
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** npm gives a SIGTERM to its shell, which ends without passing it on; nothing but our new parent tells us. */
function stopWithParent() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, lookAtParentMs).unref();
}

/** Asks both to end; a terminal's Ctrl-C has reached them already, and twice does no harm. */
function stop() {
  if (stopping) return;
  stopping = true;
  if (!server) process.exit(130);
  district?.kill('SIGTERM');
  server.kill('SIGTERM');
  setTimeout(() => {
    district?.kill('SIGKILL');
    server.kill('SIGKILL');
  }, killAfterMs).unref();
}
