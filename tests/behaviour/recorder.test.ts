/** What a broker says is written down and played again, as real commands on real brokers do it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRecording } from '@mingchu/simulators/recording/recordingFile';
import type { RecordedMessage, RecordingNote } from '@mingchu/simulators/recording/recordedMessage';
import { afterEach, expect, it } from 'vitest';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { connectDevice, layCable, publish, until } from '../harness/publishers.ts';
import { openIngestWorld } from './ingestWorld.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Command {
  child: ChildProcess;
  /** Everything that it has said so far. */
  said(): string;
  ended: Promise<number | null>;
}

function run(program: 'recordMain' | 'replayMain', ...args: string[]): Command {
  const main = fileURLToPath(new URL(`../../simulators/src/recording/${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args]);
  closing.push(() => child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      text += part.toString();
    });
  return { child, said: () => text, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

async function record(...args: string[]): Promise<Command & { file: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'mingchu-record-'));
  closing.push(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'tape.jsonl.gz');
  const command = run('recordMain', '--out', file, ...args);
  await until(() => command.said().includes('Ctrl-C ends it'), 30_000, 'the recorder');
  return { ...command, file };
}

async function linesOf(file: string): Promise<(RecordedMessage | RecordingNote)[]> {
  const lines = [];
  for await (const line of (await openRecording(file)).lines) lines.push(line);
  return lines;
}

/** What was said of a message, without when. */
const saidIn = (lines: (RecordedMessage | RecordingNote)[]) =>
  lines.map((line) =>
    'topic' in line ? `${line.topic} ${line.qos} ${line.keeping} ${line.payload.toString('hex')}` : line.note,
  );
const hex = (text: string) => Buffer.from(text).toString('hex');

it.runIf(hasMosquitto)(
  '[RP4] what was kept, what is said, and the gap of a lost connection stand in the file, and play again',
  async () => {
    const mosquitto = await startMosquitto();
    closing.push(mosquitto.stop);
    const device = await connectDevice(mosquitto.url);
    closing.push(() => device.endAsync(true));
    await publish(device, 'tele/node/LWT', 'Online', { retain: true }).acknowledged;
    const cable = await layCable(mosquitto.url);
    closing.push(cable.close);
    const recorder = await record('--url', cable.url, '--without-frames');
    await until(async () => (await linesOf(recorder.file)).length === 1, 20_000, 'what was kept');
    await device.publishAsync('a/binary', Buffer.from([0, 0xff, 0xfe]), { qos: 1 });
    await device.publishAsync('a/text', '冰箱', { qos: 0 });
    await publish(device, 'tele/node/LWT', 'Offline', { retain: true }).acknowledged;
    await publish(device, 'mingchu/v1/s1/cam/frame', Buffer.from([0xff, 0xd8, 0xff])).acknowledged;
    await until(async () => (await linesOf(recorder.file)).length === 4);
    cable.cut();
    await until(async () =>
      (await linesOf(recorder.file)).some((line) => 'note' in line && line.note === 'connected'),
    );
    await device.publishAsync('a/late', 'after', { qos: 1 });
    await until(async () => (await linesOf(recorder.file)).length === 7);
    recorder.child.kill('SIGINT');
    recorder.child.kill('SIGINT');
    expect(await recorder.ended).toBe(0);
    const lines = await linesOf(recorder.file);
    const spoken = [
      `tele/node/LWT 1 kept ${hex('Online')}`,
      'a/binary 1 live 00fffe',
      `a/text 0 live ${hex('冰箱')}`,
      `tele/node/LWT 1 to-keep ${hex('Offline')}`,
      `a/late 1 live ${hex('after')}`,
    ];
    expect(saidIn(lines)).toEqual([
      ...spoken.slice(0, 4),
      'disconnected',
      'connected',
      ...spoken.slice(4),
      'left-out',
    ]);
    expect(recorder.said()).toContain('5 messages, 4 topics');
    expect(recorder.said()).toContain('connection lost 1 times, 1 pictures left out');

    const other = await startMosquitto();
    closing.push(other.stop);
    const listener = await connectDevice(other.url);
    closing.push(() => listener.endAsync(true));
    const heard: string[] = [];
    listener.on('message', (topic, payload, { qos }) =>
      heard.push(`${topic} ${qos} ${payload.toString('hex')}`),
    );
    await listener.subscribeAsync('#', { qos: 1 });
    const replay = run('replayMain', recorder.file, '--url', other.url, '--speed', 'max');
    expect(await replay.ended).toBe(0);
    expect(replay.said()).toContain('the recorder missed something 1 times');
    await until(() => heard.length === 5);
    expect(heard).toEqual(spoken.map((line) => line.replace(/ (live|kept|to-keep)/, '')));
    const later = await connectDevice(other.url);
    closing.push(() => later.endAsync(true));
    const kept: string[] = [];
    later.on('message', (topic, payload) => kept.push(`${topic} ${payload.toString()}`));
    await later.subscribeAsync('#', { qos: 1 });
    await until(() => kept.length > 0);
    expect(kept).toEqual(['tele/node/LWT Offline']);
  },
);

it('[RP2] a recorder of the embedded broker that is killed leaves what it heard until then', async () => {
  const world = await openIngestWorld();
  closing.push(world.close);
  const recorder = await record('--url', world.broker.url, '--topics', 'probe/#');
  for (let n = 0; n < 500; n++) publish(world.device, 'probe/g1/say', `{"n":${n}}`);
  publish(world.device, 'elsewhere', 'not asked for');
  await until(async () => (await linesOf(recorder.file)).length === 500);
  recorder.child.kill('SIGKILL');
  await recorder.ended;
  expect(saidIn(await linesOf(recorder.file)).at(-1)).toBe(`probe/g1/say 1 live ${hex('{"n":499}')}`);
});

it('[RP3] a recorder without a broker says so in one line and leaves no file', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mingchu-record-'));
  closing.push(() => rmSync(dir, { recursive: true, force: true }));
  const command = run(
    'recordMain',
    '--out',
    join(dir, 'tape.jsonl'),
    '--url',
    'mqtt://me:secret@127.0.0.1:9',
  );
  expect(await command.ended).toBe(1);
  expect(command.said()).toMatch(/^no broker at mqtt:\/\/me:…@127\.0\.0\.1:9: .*\n$/);
  expect(readdirSync(dir)).toEqual([]);
});
