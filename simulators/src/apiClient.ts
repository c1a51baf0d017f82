/** A person's or program's session with the HTTP API. */
import type { Problem } from '@mingchu/shared/http';

const timeoutMs = 15_000;

/** The API said no; status 0 means that it said nothing. */
export class ApiError extends Error {
  readonly status: number;
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export interface ApiSession {
  /** Value of the `Cookie` header; the server changes it now and then. */
  readonly cookie: string;
  get(path: string): Promise<unknown>;
  send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<unknown>;
  upload(path: string, jpeg: Buffer): Promise<unknown>;
}

/** Signs in; the session's paths are below `/api/v1`. */
export async function signIn(api: string, username: string, password: string): Promise<ApiSession> {
  const base = `${api.replace(/\/$/, '')}/api/v1`;
  let { cookie } = await call(`${base}/session`, '', 'POST', { username, password });
  const ask = async (method: string, path: string, body?: unknown) => {
    const answered = await call(base + path, cookie, method, body);
    if (answered.cookie !== '') cookie = answered.cookie;
    return answered.answer;
  };
  return {
    get cookie() {
      return cookie;
    },
    get: (path) => ask('GET', path),
    send: ask,
    upload: (path, jpeg) => ask('POST', path, jpeg),
  };
}

async function call(url: string, cookie: string, method: string, body?: unknown) {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': typeOf(body) }) },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined
        ? {}
        : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new ApiError(`no answer from ${url}`, 0, { cause });
  }
  const text = await response.text();
  if (!response.ok) throw new ApiError(`${method} ${url}: ${whyNot(response.status, text)}`, response.status);
  const set = response.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { answer: text === '' ? null : (JSON.parse(text) as unknown), cookie: set.join('; ') };
}

const typeOf = (body: unknown) => (Buffer.isBuffer(body) ? 'image/jpeg' : 'application/json');

function whyNot(status: number, text: string): string {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    const fields = problem.errors?.map(({ field, message }) => `${field} ${message}`).join('; ');
    return [problem.title ?? status, fields ?? problem.detail].filter(Boolean).join(': ');
  } catch {
    return `HTTP ${status}`;
  }
}
