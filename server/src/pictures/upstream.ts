/**
 * Requests to cameras and media servers. Only inside the registered source, also after a redirection; every request is
 * bounded in time and bytes, and many at once are refused rather than queued. What a source answers is material: its
 * content type, headers and error texts stay here.
 */
import { Readable } from 'node:stream';
import { ProblemError } from '../platform/http/problem.ts';
import type { OpenSource } from '../registry/pictureSource.ts';
import { isInside } from './model/insideSource.ts';

/** Real ms for all of it: a source that drips holds nobody's place for ever. */
const longestMs = 60_000;
const maxRedirections = 3;
export interface UpstreamLimits {
  /** Real ms until the headers are there, and between two parts of the body. */
  silenceMs: number;
  /** Requests under way in this process, for all cameras and viewers. */
  maxUnderWay: number;
}
const usualLimits: UpstreamLimits = { silenceMs: 10_000, maxUnderWay: 128 };

export interface Ask {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
  /** Shorter than usual, real ms. */
  silenceMs?: number;
}

/** An answer whose body has not been read. `close` must be called, or the body read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Where it came from in the end. */
  url: URL;
  /** Up to `maxBytes`; rejects with a ProblemError beyond. */
  bytes(maxBytes: number): Promise<Buffer>;
  /** The body as it comes; breaks off beyond `maxBytes`. */
  stream(maxBytes: number): Readable;
  close(): void;
}

export interface Upstream {
  /** Throws ProblemError 502, 503 or 504; statuses of the source are the caller's to read. */
  ask(source: OpenSource, url: URL, ask?: Ask): Promise<Answer>;
}

/** One for the process: it counts what is under way. */
export function createUpstream(limits: UpstreamLimits = usualLimits): Upstream {
  let underWay = 0;
  return {
    ask: async (source, url, ask = {}) => {
      if (underWay >= limits.maxUnderWay)
        throw new ProblemError(503, 'too-many-streams', 'Too much is watched now.');
      underWay += 1;
      const watch = watchSilence(ask.silenceMs ?? limits.silenceMs, () => {
        underWay -= 1;
      });
      try {
        const { response, url: end } = await fetchInside(source, { url, ask, signal: watch.signal });
        watch.heard();
        return answerOf(response, end, watch);
      } catch (error) {
        watch.close();
        throw problemOf(error);
      }
    },
  };
}

interface SilenceWatch {
  signal: AbortSignal;
  heard(): void;
  close(): void;
}

/** Aborts when nothing has been heard for too long. `onClosed` is called once. */
function watchSilence(limitMs: number, onClosed: () => void): SilenceWatch {
  const controller = new AbortController();
  let closed = false;
  const giveUp = () => {
    controller.abort(new ProblemError(504, 'picture-source-slow', 'The camera does not answer in time.'));
  };
  let timer = setTimeout(giveUp, limitMs);
  const last = setTimeout(giveUp, longestMs);
  return {
    signal: controller.signal,
    heard: () => {
      clearTimeout(timer);
      if (!closed) timer = setTimeout(giveUp, limitMs);
    },
    close: () => {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      clearTimeout(last);
      controller.abort(new Error('closed'));
      onClosed();
    },
  };
}

/** Follows redirections of a GET while they stay inside. */
async function fetchInside(
  source: OpenSource,
  { url, ask, signal }: { url: URL; ask: Ask; signal: AbortSignal },
): Promise<{ response: Response; url: URL }> {
  const { method = 'GET', headers = {}, body } = ask;
  let at = url;
  for (let turn = 0; turn <= maxRedirections; turn++) {
    if (!isInside(source.url, at)) throw outside();
    const response = await fetch(at, {
      method,
      redirect: 'manual',
      signal,
      headers: { ...headers, ...authorization(source) },
      ...(body === undefined ? {} : { body }),
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || response.status === 304 || location === null)
      return { response, url: at };
    await response.body?.cancel();
    if (method !== 'GET' || !URL.canParse(location, at.href)) throw outside();
    at = new URL(location, at);
  }
  throw outside();
}

function authorization({ credentials }: OpenSource): Record<string, string> {
  return credentials === null
    ? {}
    : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function answerOf(response: Response, url: URL, watch: SilenceWatch): Answer {
  const announcesMore = (maxBytes: number) => Number(response.headers.get('content-length')) > maxBytes;
  const parts = async function* (maxBytes: number): AsyncGenerator<Buffer> {
    let seen = 0;
    for await (const part of response.body ?? []) {
      watch.heard();
      seen += part.length;
      if (seen > maxBytes) throw tooLarge();
      yield Buffer.from(part);
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    url,
    bytes: async (maxBytes) => {
      try {
        if (announcesMore(maxBytes)) throw tooLarge();
        const read: Buffer[] = [];
        for await (const part of parts(maxBytes)) read.push(part);
        return Buffer.concat(read);
      } catch (error) {
        throw problemOf(error);
      } finally {
        watch.close();
      }
    },
    stream: (maxBytes) => {
      if (!announcesMore(maxBytes)) return Readable.from(parts(maxBytes)).once('close', watch.close);
      watch.close();
      throw tooLarge();
    },
    close: watch.close,
  };
}

/** A failure in our words: what the network says may hold the address. */
function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError(502, 'picture-source-unreachable', 'The camera cannot be reached.', {
    cause: error,
  });
}

/** The source names an address that nobody has registered. */
export function outside(): ProblemError {
  return new ProblemError(
    502,
    'picture-source-leads-outside',
    'The camera leads to an address that is not its own.',
  );
}

function tooLarge(): ProblemError {
  return new ProblemError(502, 'picture-source-too-large', 'The camera answers with more than a picture.');
}
