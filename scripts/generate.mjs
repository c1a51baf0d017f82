/**
 * `npm run generate` writes server/openapi.json and server/schema.sql from the running system (the web role on a
 * fresh embedded database), server/docs/asyncapi.json from the schemas of the canonical topics, and
 * simulators/recordings from their stories. `--check` writes nothing and ends with 1 when the committed files differ.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, root } from './install.mjs';

const flags = ['--conditions=source', '--import', 'tsx'];
if (process.execArgv.includes(flags[0])) await generate(process.argv.includes('--check'));
else {
  // Once more with TypeScript understood, so that nothing has to be built first.
  ensureInstalled();
  const self = fileURLToPath(import.meta.url);
  const again = spawnSync(process.execPath, [...flags, self, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = again.status ?? 1;
}

async function generate(checkOnly) {
  const stale = [];
  for (const [file, text] of Object.entries(await generatedFiles())) {
    if (text === readIfThere(join(root, file))) continue;
    stale.push(file);
    if (!checkOnly) writeFileSync(join(root, file), text);
  }
  if (!checkOnly) console.log(stale.length > 0 ? `written: ${stale.join(', ')}` : 'all up to date');
  else if (stale.length > 0) {
    console.error(`not up to date: ${stale.join(', ')}; run npm run generate`);
    process.exitCode = 1;
  }
}

/** File name → what it should say. */
async function generatedFiles() {
  const { startApp } = await import('../server/src/app.ts');
  const { topicsDocument } = await import('../server/src/ingest/model/topicsDocument.ts');
  const { readConfig } = await import('../server/src/config.ts');
  const { default: pg } = await import('pg');
  const { schemaText } = await import('./schemaText.mjs');
  const { tellStories } = await import('../simulators/src/recording/stories/allStories.ts');
  const dataDir = mkdtempSync(join(tmpdir(), 'mingchu-generate-'));
  const settings = {
    PORT: '0',
    MQTT_PORT: '0',
    ROLES: 'web',
    DEMO: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
  };
  const app = await startApp(readConfig(settings));
  const client = new pg.Client({ connectionString: app.databaseUrl });
  try {
    await client.connect();
    const openapi = await (await fetch(`${app.url}/api/docs/json`)).json();
    const recordings = [...tellStories()].map(([family, text]) => [
      `simulators/recordings/${family}.jsonl`,
      text,
    ]);
    return {
      ...Object.fromEntries(recordings),
      'server/schema.sql': await schemaText(client),
      'server/openapi.json': jsonText(openapi),
      'server/docs/asyncapi.json': jsonText(topicsDocument()),
    };
  } finally {
    await client.end();
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function jsonText(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
