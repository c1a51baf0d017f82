/** Requests to `/api/v1`. Every error becomes a `RequestError` with a named code; one function words it. */
import i18next from 'i18next';
import { lengthText } from '../ui/time.ts';
import { answerOf, fileOf, RequestError } from './requestError.ts';

const base = '/api/v1';
/** A request that takes longer is given up, ms. */
const timeoutMs = 15_000;
/** What the server answers to a request without a session that counts. */
const notSignedIn = 'not-signed-in';

type Fetch = (input: string, init?: RequestInit) => Promise<Response>;
let send: Fetch = (input, init) => fetch(input, init);

/** Used by the in-browser mock. */
export function replaceFetch(replacement: Fetch): void {
  send = replacement;
}

let signedOut = (): void => undefined;

/** Calls back whenever our server answers that nobody is signed in. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Sends a request, a `Blob` as it is and anything else as JSON, and returns the JSON answer; throws `RequestError`. */
export async function request<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  return (await readAnswer(await responseTo(method, path, body), answerOf)) as Answer;
}

/** The file that `GET path` answers, with the name that the server gave it; throws `RequestError`. */
export async function requestFile(path: string): Promise<{ name: string; content: Blob }> {
  return readAnswer(await responseTo('GET', path), fileOf);
}

async function responseTo(method: Method, path: string, body?: unknown): Promise<Response> {
  try {
    return await send(base + path, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined
        ? {}
        : body instanceof Blob
          ? { body, headers: { 'content-type': body.type } }
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  } catch (cause) {
    throw new RequestError({ status: 0, code: 'unreachable' }, cause);
  }
}

/** Reads the answer, and tells the page when it says that nobody is signed in. */
async function readAnswer<Answer>(
  response: Response,
  read: (response: Response) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await read(response);
  } catch (error) {
    if (error instanceof RequestError && error.fromServer && error.code === notSignedIn) signedOut();
    throw error;
  }
}

/** The one function that turns an error into what a person reads: what happened and what to do. */
export function errorText(error: unknown): string {
  if (!(error instanceof RequestError)) return i18next.t('error.unknown');
  const byCode = `error.code.${error.code}`;
  // How long, not until when: the clock of this screen may be off.
  const wait = lengthText((error.retryAfterS ?? 0) * 1_000);
  if (i18next.exists(byCode)) return i18next.t(byCode, { wait });
  const byStatus = `error.status.${error.status}`;
  if (i18next.exists(byStatus)) return i18next.t(byStatus);
  return i18next.t('error.other', { detail: error.message });
}
