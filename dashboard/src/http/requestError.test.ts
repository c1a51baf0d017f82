import { describe, expect, it } from 'vitest';
import { answerOf, isFinal, RequestError } from './requestError.ts';

function problem(status: number, code: string): Response {
  const body = JSON.stringify({ type: 'about:blank', title: 'No', status, code, detail: 'Because.' });
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json' } });
}

function html(status: number): Response {
  return new Response('<h1>nginx</h1>', { status, headers: { 'content-type': 'text/html' } });
}

async function failureOf(response: Response): Promise<unknown> {
  return answerOf(response).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('answers on the way of an act', () => {
  it.each([400, 403, 404, 409, 413, 422])('[PH15] %i from our server is its last word', async (status) => {
    const error = await failureOf(problem(status, 'no-such-dispatch'));
    expect(error).toMatchObject({ status, code: 'no-such-dispatch', message: 'Because.' });
    expect(isFinal(error)).toBe(true);
  });

  it.each([401, 408, 429, 500, 503])('[PH15] %i from our server may change', async (status) => {
    expect(isFinal(await failureOf(problem(status, 'later')))).toBe(false);
  });

  it.each([400, 403, 404, 405, 413, 429, 502, 503, 504])(
    '[PH15] %i from a gateway says nothing about the act',
    async (status) => {
      const error = await failureOf(html(status));
      expect(error).toMatchObject({ status, code: `http-${status}` });
      expect(isFinal(error)).toBe(false);
    },
  );

  it('[PH15] the sign-in page of a network with its 200 is no answer', async () => {
    const error = await failureOf(html(200));
    expect(error).toBeInstanceOf(RequestError);
    expect(isFinal(error)).toBe(false);
  });

  it('[PH15] JSON of a gateway is not a word of ours', async () => {
    expect(isFinal(await failureOf(Response.json({ code: 'blocked' }, { status: 403 })))).toBe(false);
  });

  it('[AU4] a lock says how long it holds', async () => {
    const locked = { type: 'about:blank', title: 'No', status: 429, code: 'locked', retryAfterS: 480 };
    const headers = { 'content-type': 'application/problem+json' };
    const answer = new Response(JSON.stringify(locked), { status: 429, headers });
    expect(await failureOf(answer)).toMatchObject({ status: 429, retryAfterS: 480 });
  });

  it('JSON and nothing are taken as they are', async () => {
    expect(await answerOf(Response.json({ items: [] }))).toEqual({ items: [] });
    expect(await answerOf(new Response(null, { status: 204 }))).toBeUndefined();
  });
});
