/** `npm run record`: writes what a broker says into a file, until it is stopped or its minutes are over. */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UsageError } from '../usageError.ts';
import { withoutPassword } from './playRecording.ts';
import { readNumber } from './readWords.ts';
import { type RecordCounts, recordBroker } from './recordBroker.ts';
import { createRecording } from './recordingFile.ts';

const usage = `npm run record -- --out FILE.jsonl.gz [--url mqtt://127.0.0.1:1883] [--username … --password …]
    [--topics 'zigbee2mqtt/#,mingchu/#'] [--minutes N] [--without-frames]
The password may stand in MQTT_PASSWORD instead. A recording may hold pictures of people: --without-frames leaves them out.`;
const progressEveryMs = 5_000;
const closeLimitMs = 5_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const {
    out,
    url,
    username,
    topics,
    minutes,
    password = process.env['MQTT_PASSWORD'],
    ...rest
  } = readOptions();
  const filters = topics.split(',').map((filter) => filter.trim());
  const withoutFrames = rest['without-frames'];
  const writer = await createRecording(out, {
    startedAt: new Date().toISOString(),
    topics: filters,
    ...(withoutFrames && { withoutFrames }),
  });
  const recorder = await recordBroker({
    url,
    username,
    password,
    topics: filters,
    withoutFrames,
    writer,
  }).catch(async (cause: Error) => {
    // Nothing stands in it yet, and its name should be free for the next attempt.
    await writer.close();
    await rm(out);
    throw new UsageError(`no broker at ${withoutPassword(url)}: ${cause.message || cause.name}`, { cause });
  });
  const beginAt = performance.now();
  const sinceS = () => (performance.now() - beginAt) / 1000;
  say(`Recording ${filters.join(', ')} of ${withoutPassword(url)} into ${out}. Ctrl-C ends it.`);
  const progress = setInterval(() => say(`  ${summary(sinceS(), recorder.counts)}`), progressEveryMs);
  const reason = await Promise.race([
    new Promise<string>((resolve) => {
      // A terminal and npm both pass Ctrl-C on: the second must not end us before the file is whole.
      for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => resolve('stopped'));
    }),
    new Promise<string>((resolve) => {
      if (minutes > 0) setTimeout(() => resolve(`${minutes} min are over`), minutes * 60_000);
    }),
    writer.failed.then((error) => Promise.reject(error)),
  ]);
  clearInterval(progress);
  setTimeout(() => process.exit(1), closeLimitMs).unref();
  await recorder.stop();
  await writer.close();
  say(`${out}: ${summary(sinceS(), recorder.counts)} (${reason})`);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: 'string' },
        url: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
        username: { type: 'string' },
        password: { type: 'string' },
        topics: { type: 'string', default: '#' },
        minutes: { type: 'string', default: '0' },
        'without-frames': { type: 'boolean', default: false },
      },
    });
    const { out } = values;
    if (out === undefined || !/\.jsonl(\.gz)?$/.test(out))
      throw new UsageError('--out must name a file that ends with .jsonl.gz or .jsonl');
    return { ...values, out, minutes: readNumber('minutes', values.minutes, 0) };
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n${usage}`, { cause });
  }
}

function summary(
  seconds: number,
  { messages, payloadBytes, topics, gaps, dropped, leftOut }: RecordCounts,
): string {
  const mib = (payloadBytes / 1024 / 1024).toFixed(1);
  const parts = [`${Math.round(seconds)} s`, `${messages} messages`, `${topics} topics`, `${mib} MiB`];
  if (gaps > 0) parts.push(`connection lost ${gaps} times`);
  if (dropped > 0) parts.push(`${dropped} not written: too large, or the disk too slow`);
  if (leftOut > 0) parts.push(`${leftOut} pictures left out`);
  return parts.join(', ');
}

try {
  await main();
  process.exit();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message || error.name : String(error)}\n`);
  process.exit(1);
}
