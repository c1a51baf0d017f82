import {
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keeping, type RecordedMessage, type RecordingNote } from './recordedMessage.ts';
import { createRecording, openRecording } from './recordingFile.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mingchu-recording-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const head = { startedAt: '2026-11-24T03:00:00.000Z', topics: ['#'] };
const message = (atMs: number, payload: Buffer | string): RecordedMessage => ({
  atMs,
  topic: 'zigbee2mqtt/冰箱 1',
  qos: 1,
  keeping: 'live',
  payload: Buffer.from(payload),
});

async function readAll(file: string): Promise<{ lines: (RecordedMessage | RecordingNote)[]; torn: boolean }> {
  const recording = await openRecording(file);
  const lines = [];
  for await (const line of recording.lines) lines.push(line);
  return { lines, torn: recording.isTorn() };
}

async function write(file: string, messages: readonly RecordedMessage[]): Promise<void> {
  const writer = await createRecording(file, head);
  for (const one of messages) expect(writer.message(one)).toBe(true);
  await writer.close();
}

const anyPayload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text)),
  fc.constantFrom('\u{feff}{}', '\n\r\n', '\u2028', '\0', '').map((text) => Buffer.from(text)),
);
const anyMessage: fc.Arbitrary<RecordedMessage> = fc.record({
  atMs: fc.nat(),
  topic: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  qos: fc.constantFrom(0, 1),
  keeping: fc.constantFrom(...keeping),
  payload: anyPayload,
});

describe('recordings', () => {
  it('[RP1] come back byte for byte, plain and compressed', async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyMessage, { maxLength: 20 }),
        fc.boolean(),
        async (messages, compressed) => {
          number += 1;
          const file = join(dir, `${number}.jsonl${compressed ? '.gz' : ''}`);
          await write(file, messages);
          expect(await readAll(file)).toEqual({ lines: messages, torn: false });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[RP1] stand as text where the payload is text, and are small', async () => {
    const plain = join(dir, 'a.jsonl');
    const messages = Array.from({ length: 5_000 }, (_, n) =>
      message(n * 20, JSON.stringify({ temperature: 4 + (n % 7) / 10, linkquality: 90 + (n % 11) })),
    );
    await write(plain, messages);
    expect(readFileSync(plain, 'utf8').split('\n')[1]).toBe(
      '[0,"zigbee2mqtt/冰箱 1",1,0,"{\\"temperature\\":4,\\"linkquality\\":90}"]',
    );
    await write(join(dir, 'a.jsonl.gz'), messages);
    expect(statSync(join(dir, 'a.jsonl.gz')).size * 8).toBeLessThan(statSync(plain).size);
  });

  it('[RP2] are read up to where they were torn', async () => {
    const file = join(dir, 'a.jsonl.gz');
    const messages = Array.from({ length: 3_000 }, (_, n) => message(n, `payload ${Math.sin(n)}`));
    await write(file, messages);
    truncateSync(file, Math.floor(statSync(file).size / 2));
    const { lines, torn } = await readAll(file);
    expect(torn).toBe(true);
    expect(lines.length).toBeGreaterThan(1_000);
    expect(lines).toEqual(messages.slice(0, lines.length));
  });

  it('[RP2] are on the disk a second later, whether or not they are ever closed', async () => {
    const file = join(dir, 'a.jsonl.gz');
    const writer = await createRecording(file, head);
    writer.message(message(0, 'one'));
    await expect
      .poll(async () => (await readAll(file)).lines, { timeout: 10_000 })
      .toEqual([message(0, 'one')]);
    await writer.close();
  });

  it('[RP3] never overwrite a file, and name the line that is wrong', async () => {
    const file = join(dir, 'a.jsonl');
    await write(file, [message(0, 'one')]);
    await expect(createRecording(file, head)).rejects.toThrow('is there already');
    writeFileSync(file, `${readFileSync(file, 'utf8')}[1,"t",3,0,"x"]\n[2,"t",1,0,"x"]\n`);
    await expect(readAll(file)).rejects.toThrow('a.jsonl:3: neither a message nor a note');
    writeFileSync(join(dir, 'b.jsonl'), '[0,"t",1,0,"x"]\n');
    await expect(openRecording(join(dir, 'b.jsonl'))).rejects.toThrow('no head of a recording');
    await expect(openRecording(join(dir, 'c.jsonl'))).rejects.toThrow('cannot be read');
  });

  it('[RP2] hold one line at a time, however long the file is', async () => {
    const file = join(dir, 'long.jsonl.gz');
    const line = `${JSON.stringify([0, 't', 0, 0, 'x'.repeat(100_000)])}\n`;
    const texts = function* () {
      yield `${JSON.stringify({ mingchuRecording: 1, ...head })}\n`;
      for (let n = 0; n < 1_000; n++) yield line;
    };
    await pipeline(texts, createGzip(), createWriteStream(file));
    const recording = await openRecording(file);
    let count = 0;
    let mostBytes = 0;
    for await (const _ of recording.lines) {
      count += 1;
      if (count % 50 === 0) mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers);
    }
    expect(count).toBe(1_000);
    expect(mostBytes).toBeLessThan(60 * 1024 * 1024);
  });
});
