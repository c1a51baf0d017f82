/** Makes sure that the packages of package-lock.json are the ones in node_modules; quick when they are. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Installs what the lock file says when something is missing or has another version. Throws when that fails.
 * Not by `npm ci`: it refuses a lock file that lacks the binaries of platforms which the registry at hand does
 * not carry. `npm install` takes the versions of the lock file too, and with --no-save leaves it as it is.
 */
export function ensureInstalled() {
  const reason = whatIsMissing();
  if (!reason) return;
  console.log(`Installing packages (${reason}) …`);
  const result = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) throw new Error('npm install failed: see above');
}

/** Compares contents, not file times: a checkout, a copy and an archive all change times and nothing else. */
function whatIsMissing() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  if (!wanted) throw new Error('package-lock.json is missing or broken');
  if (!present) return 'node_modules is not there';
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/') || entry.link || entry.optional || entry.peer) continue;
    if (present[path]?.version !== entry.version) return `${path} is not at ${entry.version}`;
  }
  return undefined;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
