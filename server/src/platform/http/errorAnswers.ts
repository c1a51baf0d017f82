/** Every failure of a request leaves as application/problem+json; only the unexpected ones reach the log. */
import type { Problem } from '@mingchu/shared/http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../log.ts';
import { ProblemError, problemDocument } from './problem.ts';

/** Sends one problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.retryAfterS !== undefined) void reply.header('retry-after', problem.retryAfterS);
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The error handler of the HTTP server. */
export function answerErrors(log: Logger) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = problemOf(error);
    if (problem.status >= 500 && !(error instanceof ProblemError)) {
      log.error({ err: error, method: request.method, url: request.url }, 'request failed');
    }
    return sendProblem(reply, problem);
  };
}

function problemOf(error: FastifyError | ProblemError): Problem {
  if (error instanceof ProblemError) {
    const { happened, mistake, retryAfterS } = error;
    return problemDocument(error.status, error.code, {
      detail: error.message,
      ...(happened && { happened }),
      ...(mistake && { mistake }),
      ...(retryAfterS !== undefined && { retryAfterS }),
    });
  }
  if (error.validation) return validationProblem(error);
  const status = error.statusCode ?? 500;
  if (status === 429) return problemDocument(429, 'too-many-requests', { detail: error.message });
  if (status < 500) return problemDocument(status, 'bad-request', { detail: error.message });
  // What broke inside is for the log, not for the outside.
  return problemDocument(500, 'internal-error', { detail: 'The server failed; the log has the details.' });
}

function validationProblem(error: FastifyError): Problem {
  const part = error.validationContext ?? 'request';
  const errors = (error.validation ?? []).slice(0, 20).flatMap((issue) => {
    const at = `${part}${issue.instancePath}`;
    const missing = issue.params['requiredProperties'];
    if (Array.isArray(missing)) {
      return missing.map((name: unknown) => ({ field: `${at}/${String(name)}`, message: 'is required' }));
    }
    return [{ field: at, message: issue.message ?? 'is invalid' }];
  });
  const first = errors[0];
  return problemDocument(400, 'invalid-request', {
    detail: first ? `${first.field} ${first.message}` : error.message,
    errors,
  });
}
