/** Commands of the documents, run by a shell as somebody would who copies them. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import mqtt from 'mqtt';

const run = promisify(execFile);
const runLimitMs = 20_000;
/** Undefined where it is not installed or `MINGCHU_SKIP` names its kind. */
const binary = process.env['MINGCHU_SKIP']?.includes('mqtt-client')
  ? undefined
  : ['/usr/bin/mosquitto_pub', '/usr/local/bin/mosquitto_pub'].find((file) => existsSync(file));

/** Takes the arguments and the input of each call, one file each, numbered by the order of calls. */
const writeDown = `mosquitto_pub() {
  n=$(ls "$CALLS" | grep -c args || true)
  call=$CALLS/$(printf %04d "$n")
  case " $* " in *' -s '*) cat > "$call.input";; esac
  printf '%s\\0' "$@" > "$call.args"
}`;

/** Runs a script with each `mosquitto_pub` in it led to the broker at `url`: the machine's own, or else by mqtt.js. */
export async function runCommands(script: string, url: string): Promise<void> {
  const { port } = new URL(url);
  const client = binary === undefined ? writeDown : `mosquitto_pub() { ${binary} -p ${port} "$@"; }`;
  const calls = mkdtempSync(path.join(tmpdir(), 'mingchu-commands-'));
  try {
    await run('/bin/sh', ['-euc', `${client}\n${script}`], {
      env: { ...process.env, CALLS: calls },
      timeout: runLimitMs,
    });
    if (binary === undefined) await publishCalls(calls, url);
  } finally {
    rmSync(calls, { recursive: true });
  }
}

async function publishCalls(calls: string, url: string): Promise<void> {
  const client = await mqtt.connectAsync(url);
  for (const file of readdirSync(calls)
    .filter((name) => name.endsWith('.args'))
    .toSorted()) {
    const args = readFileSync(path.join(calls, file), 'utf8').split('\0').slice(0, -1);
    const { values } = parseArgs({ args, options });
    const input = path.join(calls, file.replace('.args', '.input'));
    const payload = values.s ? readFileSync(input) : (values.m ?? '');
    await client.publishAsync(values.t, payload, { qos: values.q === '1' ? 1 : 0, retain: values.r });
  }
  await client.endAsync();
}

/** Those of `mosquitto_pub` that the documents use; any other is a mistake. */
const options = {
  h: { type: 'string', short: 'h' },
  q: { type: 'string', short: 'q' },
  t: { type: 'string', short: 't', default: '' },
  m: { type: 'string', short: 'm' },
  r: { type: 'boolean', short: 'r', default: false },
  s: { type: 'boolean', short: 's', default: false },
} as const;
