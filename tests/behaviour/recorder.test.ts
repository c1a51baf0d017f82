/** What a broker says is written down and played again, as real commands on real brokers do it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRecording } from '@mingchu/simulators/recording/recordingFile';
import { openPublisher, withKept } from '@mingchu/simulators/recording/playRecording';
import type { Keeping, RecordedMessage, RecordingNote } from '@mingchu/simulators/recording/recordedMessage';
import { afterEach, expect, it } from 'vitest';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { connectDevice, layCable, publish, topic, until } from '../harness/publishers.ts';
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
  '[RP4] [RP11] what was kept, what is said, and the gap of a lost connection stand in the file, and play again',
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
    expect(replay.said()).toContain('4 messages played');
    expect(replay.said()).toContain('1 more were kept from before and are left out');
    const heardOf = (lines: string[]) => lines.map((line) => line.replace(/ (live|kept|to-keep)/, ''));
    await until(() => heard.length === 4);
    expect(heard).toEqual(heardOf(spoken.slice(1)));
    const ofKept = run('replayMain', recorder.file, '--url', other.url, '--kept', 'only');
    expect(await ofKept.ended).toBe(0);
    expect(ofKept.said()).toContain('1 were kept from before: the broker keeps them');
    await until(() => heard.length === 5);
    expect(heard.slice(4)).toEqual(heardOf(spoken.slice(0, 1)));
    const later = await connectDevice(other.url);
    closing.push(() => later.endAsync(true));
    const kept: string[] = [];
    later.on('message', (topic, payload) => kept.push(`${topic} ${payload.toString()}`));
    await later.subscribeAsync('#', { qos: 1 });
    await until(() => kept.length > 0);
    expect(kept).toEqual(['tele/node/LWT Online']);
  },
);

it('[RP11] what was kept comes into an embedded system as kept, and into no other at all', async () => {
  const at = Date.now() - 2_000;
  const told = (keeping: Keeping, temperatureC: number, ts: number): RecordedMessage => ({
    atMs: 0,
    topic: topic('fridge'),
    qos: 1,
    keeping,
    payload: Buffer.from(JSON.stringify({ ts, values: { temperatureC } })),
  });
  const tape = async function* () {
    yield told('kept', 30, at);
    yield told('live', 4, at + 1_000);
  };
  const world = await openIngestWorld({ takesKept: true });
  closing.push(world.close);
  const access = { url: world.broker.url, username: undefined, password: undefined };
  const { publish: publishOne, close } = await openPublisher(access);
  closing.push(close);
  let kept = 0;
  for await (const message of withKept(tape(), 'as-kept', () => kept++)) await publishOne(message);
  expect(kept).toBe(1);
  expect(await world.observations()).toMatchObject([
    { at, retained: true, values: { temperatureC: 30 } },
    { at: at + 1_000, values: { temperatureC: 4 } },
  ]);
  expect(await world.count('reading where kept')).toBe(1);
  expect((await world.observations())[1]).not.toHaveProperty('retained');

  const living = await openIngestWorld();
  closing.push(living.close);
  const refused = new Promise<void>((resolve) => living.device.once('close', resolve));
  for await (const { topic: name, payload } of withKept(tape(), 'as-kept'))
    living.device.publish(name, payload, { qos: 0 });
  await refused;
  expect(await living.observations()).toEqual([]);
});

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
