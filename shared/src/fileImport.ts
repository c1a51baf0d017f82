/** Rows that come as a file: taken all or not at all, with a dry run that says what each would do. */

/** Rows of one file. */
export const maxFileRows = 1_000;

/** What became, or would become, of one row. `column` is the field that is wrong, null for the row as a whole. */
export interface ImportedRow {
  line: number;
  outcome: 'new' | 'changed' | 'same' | 'error';
  what: string;
  column: string | null;
  mistake: string | null;
  /** What a row that changes something would have otherwise, column by column, as cells. */
  changes?: { column: string; before: string; after: string }[];
  /** Names the mistake, for the words of the screen: that of a refusal, or `field-` and what the field breaks. */
  code?: string;
}

/** `applied`: all rows were; with one error none is. */
export interface ImportAnswer {
  applied: boolean;
  rows: ImportedRow[];
}
