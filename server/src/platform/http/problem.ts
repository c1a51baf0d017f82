/** Operating errors as the outside sees them: RFC 9457 problem documents with a stable, named `code`. */
import { STATUS_CODES } from 'node:http';
import type { OvertakenBy, Problem } from '@mingchu/shared/http';
import type { RuleMistake } from '@mingchu/shared/rulebookTrial';

/**
 * An expected failure of a request: routes and use cases throw it, the HTTP server turns it into a problem
 * document. `code` is for programs (`order-moved-on`), `detail` for people.
 */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly happened: OvertakenBy | undefined;
  readonly mistake: RuleMistake | undefined;
  /** When asking again may be answered otherwise; also sent as `Retry-After`. */
  readonly retryAfterS: number | undefined;

  constructor(
    status: number,
    code: string,
    detail: string,
    options?: { cause?: unknown; happened?: OvertakenBy; mistake?: RuleMistake; retryAfterS?: number },
  ) {
    super(detail, options);
    this.name = 'ProblemError';
    this.status = status;
    this.code = code;
    this.happened = options?.happened;
    this.mistake = options?.mistake;
    this.retryAfterS = options?.retryAfterS;
  }
}

/** The document for one failure. The type stays `about:blank`: the code says what happened. */
export function problemDocument(
  status: number,
  code: string,
  extra: Pick<Problem, 'detail' | 'errors' | 'happened' | 'mistake' | 'retryAfterS'> = {},
): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, ...extra };
}
