/** How the columns of a file, and what is wrong with them, read in the language of the screen. */
import type { ColumnHeads } from '@mingchu/shared/fileColumns';
import type { Language } from '@mingchu/shared/notify';
import i18next from 'i18next';
import { errorText } from '../../../http/request.ts';
import { RequestError } from '../../../http/requestError.ts';

/** Of a file that cannot be read the column or place is named as it stands there, a missing one as it is called. */
export function fileErrorText(error: unknown, heads: ColumnHeads): string {
  const text = errorText(error);
  return error instanceof RequestError && error.code.startsWith('file-')
    ? i18next.t('office.files.place', { text, place: columnText(heads, error.message) })
    : text;
}

export function columnText(heads: ColumnHeads, column: string): string {
  return Object.hasOwn(heads, column) ? (heads[column]?.[i18next.language as Language] ?? column) : column;
}

/** In the language of the screen where it has words for it; `{{said}}` is what the row says of it. */
export function mistakeText(mistake: string | null, code: string | undefined): string | null {
  const key = `error.code.${code}`;
  return code !== undefined && i18next.exists(key) ? i18next.t(key, { said: mistake }) : mistake;
}
