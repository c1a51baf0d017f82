/** How the mock answers whatever is asked for, so that each part of a screen is seen waiting, with nothing, refused, cut off. */
import { problem } from './ask.ts';

export const answerModes = ['usual', 'waiting', 'nothing', 'refused', 'cut'] as const;
export type AnswerMode = (typeof answerModes)[number];

let mode: AnswerMode = 'usual';

/** From now on. */
export function answerAs(next: AnswerMode): void {
  mode = next;
}

/** Whether what is asked for comes, though it may be nothing. */
export function answersWell(): boolean {
  return mode === 'usual' || mode === 'nothing';
}

/** What becomes of `answer` in the mode that holds. */
export async function inMode(answer: () => Promise<Response>): Promise<Response> {
  switch (mode) {
    case 'usual':
      return answer();
    case 'waiting':
      return new Promise(() => undefined);
    case 'nothing':
      return withoutItems(await answer());
    case 'refused':
      return problem(403, 'role-not-allowed');
    case 'cut':
      throw new TypeError('the mock is cut off');
  }
}

/** A list with nothing on it; anything else as it is. */
async function withoutItems(response: Response): Promise<Response> {
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return response;
  const body = (await response.json()) as object;
  const shown = 'items' in body ? { ...body, items: [], nextCursor: null } : body;
  return new Response(JSON.stringify(shown), { status: response.status, headers: response.headers });
}
