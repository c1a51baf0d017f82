/**
 * Recordings as files, `.jsonl` or `.jsonl.gz`. What is written is flushed to the file every second, compressed data as
 * well, so that a recorder that is killed leaves a file that is good up to then. Reading holds one line at a time.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { UsageError } from '../usageError.ts';
import {
  headLine,
  messageLine,
  noteLine,
  readHead,
  readLine,
  type RecordedMessage,
  type RecordingHead,
  type RecordingNote,
} from './recordedMessage.ts';

const flushEveryMs = 1_000;
/** Text that waits for the disk; what comes on top is not written, and counted. */
const maxWaitingBytes = 32 * 1024 * 1024;
/** A line holds one payload: MQTT brokers take some MiB at most. */
const maxLineBytes = 64 * 1024 * 1024;

export interface RecordingWriter {
  /** False when the disk is too slow for it: then it is not written. */
  message(message: RecordedMessage): boolean;
  note(note: RecordingNote): void;
  /** Rejects when the file cannot be written. */
  close(): Promise<void>;
  /** Resolves with the error of the disk, if there is one. */
  readonly failed: Promise<Error>;
}

/** Throws a UsageError when the file is there already: a recording is never overwritten. */
export async function createRecording(
  file: string,
  head: Omit<RecordingHead, 'mingchuRecording'>,
): Promise<RecordingWriter> {
  const handle = await open(file, 'wx').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EEXIST' ? 'is there already, and is not overwritten' : cause.message;
    throw new UsageError(`${file} ${why}`, { cause });
  });
  const disk = createWriteStream(file, { fd: handle });
  const gzip = file.endsWith('.gz') ? createGzip() : undefined;
  gzip?.pipe(disk);
  const into = gzip ?? disk;
  const failed = new Promise<Error>((resolve) => {
    disk.once('error', resolve);
    gzip?.once('error', resolve);
  });
  const flushing = setInterval(() => gzip?.flush(constants.Z_SYNC_FLUSH), flushEveryMs);
  into.write(headLine(head));
  gzip?.flush(constants.Z_SYNC_FLUSH);
  return {
    failed,
    message: (message) => {
      if (into.writableLength + message.payload.length > maxWaitingBytes) return false;
      into.write(messageLine(message));
      return true;
    },
    note: (note) => {
      into.write(noteLine(note));
    },
    close: async () => {
      clearInterval(flushing);
      const written = finished(disk);
      into.end();
      await written;
    },
  };
}

export interface Recording {
  head: RecordingHead;
  /** In the order of the file; ends before a last line that was torn. Read once. */
  lines: AsyncIterable<RecordedMessage | RecordingNote>;
  /** True once all was read and the end of the file was torn. */
  isTorn(): boolean;
}

/** Throws a UsageError with the line that is wrong; `lines` throws it while it is read. */
export async function openRecording(file: string): Promise<Recording> {
  let torn = false;
  const texts = linesOf(file, () => {
    torn = true;
  });
  const first = await texts.next();
  const head = first.done ? undefined : readHead(first.value);
  if (!head) throw new UsageError(`${file}:1: no head of a recording`);
  const lines = async function* () {
    let number = 1;
    for await (const text of texts) {
      number += 1;
      const line = readLine(text);
      if (!line) throw new UsageError(`${file}:${number}: neither a message nor a note`);
      yield line;
    }
  };
  return { head, lines: lines(), isTorn: () => torn };
}

/** Whole lines; what follows the last line end was being written when its writer ended. */
async function* linesOf(file: string, onTorn: () => void): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of await readBytes(file)) {
    let begin = 0;
    let data = chunk as Buffer;
    const firstEnd = data.indexOf(0x0a);
    if (rest.length > 0) {
      if (rest.length + data.length > maxLineBytes && firstEnd < 0)
        throw new UsageError(`${file}: a line of more than ${maxLineBytes} bytes`);
      data = Buffer.concat([rest, data]);
    }
    for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a, begin)) {
      yield data.toString('utf8', begin, end);
      begin = end + 1;
    }
    rest = data.subarray(begin);
  }
  if (rest.length > 0) onTorn();
}

/** Plain or compressed, whatever its name says. */
async function readBytes(file: string): Promise<AsyncIterable<unknown>> {
  const source = createReadStream(file);
  try {
    await once(source, 'open');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  await handle.close();
  if (bytesRead < 2 || buffer[0] !== 0x1f || buffer[1] !== 0x8b) return source;
  // A file without its end is read as far as it goes.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  source.once('error', (error) => gunzip.destroy(error));
  return source.pipe(gunzip);
}
