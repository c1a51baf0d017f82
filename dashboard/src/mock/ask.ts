import { type ColumnHeads, headsIn } from '@mingchu/shared/fileColumns';
import { languages } from '@mingchu/shared/notify';

/** One request as the mock sees it. `path`: its words after `/api/v1`. */
export interface MockAsk {
  method: string;
  path: string[];
  search: URLSearchParams;
  body: Record<string, unknown>;
  /** Of whom is signed in; null when he is no inspector. */
  inspectorId: string | null;
}

/** An answer that carries data. */
export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** An answer that is a file to keep. */
export function file(name: string, text: string): Response {
  const headers = { 'content-type': 'text/csv', 'content-disposition': `attachment; filename="${name}"` };
  return new Response(text, { headers });
}

/** A table without any rows, with its heads in the language that is asked for. */
export function emptyTable(name: string, heads: ColumnHeads, { search }: MockAsk): Response {
  const language = languages.find((each) => each === search.get('language'));
  return file(name, `${headsIn(heads, language).join(',')}\r\n`);
}

/** An answer that tells what is wrong, by its code. */
export function problem(status: number, code: string, more: object = {}): Response {
  const body = JSON.stringify({ type: 'about:blank', title: code, status, code, ...more });
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json' } });
}
