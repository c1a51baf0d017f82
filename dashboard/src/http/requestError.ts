/** What a request that failed was answered with, read alike by page and service worker. */
import type { OvertakenBy, Problem } from '@mingchu/shared/http';
import type { RuleMistake } from '@mingchu/shared/rulebookTrial';

/**
 * A request that failed. `status` 0 means that the server was not reached; `fromServer` that our own server said it, in
 * a problem document, and not a gateway, a proxy or the sign-in page of a café's network on the way.
 */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fromServer: boolean;
  readonly happened: OvertakenBy | null;
  readonly mistake: RuleMistake | null;
  /** How long to wait before asking again, when the server says so. */
  readonly retryAfterS: number | null;
  constructor(
    problem: {
      status: number;
      code: string;
      detail?: string | undefined;
      fromServer?: boolean;
      happened?: OvertakenBy | undefined;
      mistake?: RuleMistake | undefined;
      retryAfterS?: number | undefined;
    },
    cause?: unknown,
  ) {
    super(problem.detail ?? problem.code, { cause });
    this.status = problem.status;
    this.code = problem.code;
    this.fromServer = problem.fromServer ?? false;
    this.happened = problem.happened ?? null;
    this.mistake = problem.mistake ?? null;
    this.retryAfterS = problem.retryAfterS ?? null;
  }
}

/** The JSON of an answer, undefined for none; throws `RequestError` when it failed or is not from our server. */
export async function answerOf(response: Response): Promise<unknown> {
  if (!response.ok) throw await errorOf(response);
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch (cause) {
    throw new RequestError({ status: response.status, code: 'not-our-answer' }, cause);
  }
}

/** A file that was sent as an attachment; throws `RequestError` as `answerOf` does. */
export async function fileOf(response: Response): Promise<{ name: string; content: Blob }> {
  if (!response.ok) throw await errorOf(response);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  if (name === undefined) throw new RequestError({ status: response.status, code: 'not-our-answer' });
  return { name, content: await response.blob() };
}

async function errorOf(response: Response): Promise<RequestError> {
  const { status } = response;
  const byStatus = { status, code: `http-${status}` };
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json'))
    return new RequestError(byStatus);
  try {
    const { code, detail, title, happened, mistake, retryAfterS } =
      (await response.json()) as Partial<Problem>;
    if (code === undefined) return new RequestError(byStatus);
    const told = { detail: detail ?? title, happened, mistake, retryAfterS };
    return new RequestError({ status, code, fromServer: true, ...told });
  } catch (cause) {
    return new RequestError(byStatus, cause);
  }
}

/** Statuses below 500 that say nothing about the act itself: sign in first, too slow, too often. */
const passing: readonly number[] = [401, 408, 429];

/** A no of our server that asking again does not change. Anything else may be different in a minute. */
export function isFinal(error: unknown): error is RequestError {
  if (!(error instanceof RequestError) || !error.fromServer) return false;
  return error.status >= 400 && error.status < 500 && !passing.includes(error.status);
}

/** Our own server was reached and failed: on this request perhaps, while it does well with others. */
export function isServerFailure(error: unknown): error is RequestError {
  return error instanceof RequestError && error.fromServer && error.status >= 500;
}
