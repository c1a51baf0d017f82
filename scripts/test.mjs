/**
 * `npm test`: installs what the tests need, builds what the browser tests open, and runs vitest.
 * More arguments go to vitest: `npm test -- --project unit`, `npm test -- -t DL3`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildWhatChanged } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';

/** What a bare Debian machine lacks, and how each is recognised. */
const systemParts = [
  { name: 'redis', debian: 'redis-server', files: ['/usr/bin/redis-server', '/usr/local/bin/redis-server'] },
  { name: 'mosquitto', debian: 'mosquitto', files: ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'] },
  {
    name: 'mqtt-client',
    debian: 'mosquitto-clients',
    files: ['/usr/bin/mosquitto_pub', '/usr/local/bin/mosquitto_pub'],
  },
  { name: 'chromium', debian: 'chromium', files: ['/usr/bin/chromium', '/usr/bin/chromium-browser'] },
  { name: 'openssl', debian: 'openssl', files: ['/usr/bin/openssl'] },
  { name: 'nftables', debian: 'nftables', files: ['/usr/sbin/nft', '/sbin/nft'] },
  { name: 'ffmpeg', debian: 'ffmpeg', files: ['/usr/bin/ffmpeg', '/usr/local/bin/ffmpeg'] },
  { name: 'chinese-font', debian: 'fonts-noto-cjk', files: ['/usr/share/fonts/opentype/noto'] },
];
const inCi = process.env['CI'] === 'true';
const vitestArgs = process.argv.slice(2);

rmSync(join(root, '.cache/test-report.json'), { force: true });
ensureInstalled();
const skipped = installSystemParts();
if (skipped.length > 0 && inCi) {
  console.error(
    `These are needed and could not be installed: ${skipped.map((part) => part.debian).join(' ')}`,
  );
  process.exit(1);
}
let built = true;
if ((wants('e2e') || wants('patient')) && !skipped.some((part) => part.name === 'chromium'))
  built = await build();
const result = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  ['run', '--config', 'tests/vitest.config.ts', ...vitestArgs],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MINGCHU_SKIP: skipped.map((part) => part.name).join(',') },
  },
);
process.exitCode = built ? (result.status ?? 1) : 1;

/** Installs with apt what is missing where that is possible; answers with what is still missing. */
function installSystemParts() {
  let missing = systemParts.filter((part) => !isThere(part));
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const names = missing.map((part) => part.debian);
    console.log(`Installing ${names.join(', ')} with apt …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) =>
      spawnSync('apt-get', ['-q', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
    apt('update');
    apt('install', '--no-install-recommends', ...names);
    missing = systemParts.filter((part) => !isThere(part));
  }
  for (const part of missing) {
    console.log(`Skipping the tests that need ${part.name}: sudo apt-get install ${part.debian}`);
  }
  return missing;
}

function isThere(part) {
  return part.files.some((file) => existsSync(file));
}

/** True unless the arguments choose other projects only. */
function wants(project) {
  const chosen = vitestArgs.flatMap((arg, index) =>
    arg === '--project' ? [vitestArgs[index + 1]] : arg.startsWith('--project=') ? [arg.slice(10)] : [],
  );
  return chosen.length === 0 || chosen.includes(project);
}

/** A build that fails spoils the browser tests only: the others still say what they know. */
async function build() {
  try {
    await buildWhatChanged();
    return true;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}
