/** The mock's registry tables. A file that says `nowhere` has mistakes. */
import { registryHeads } from '@mingchu/shared/fileColumns';
import type { ImportAnswer, ImportedRow } from '@mingchu/shared/fileImport';
import { type RegistryTable, registryTables } from '@mingchu/shared/registryTables';
import { emptyTable, json, type MockAsk, problem } from './ask.ts';

export function answerRegistry(ask: MockAsk): Response | null {
  const [room, part, name, act] = ask.path;
  if (room !== 'registry' || part !== 'tables') return null;
  const table = registryTables.find((each) => each === name);
  if (table === undefined) return problem(404, 'not-found');
  if (act === 'export') return emptyTable(`${table}.csv`, registryHeads[table], ask);
  return json(importAnswer(table, ask.body));
}

function importAnswer(table: RegistryTable, { text, dryRun }: MockAsk['body']): ImportAnswer {
  const isWrong = String(text).includes('nowhere');
  const good = { column: null, mistake: null };
  const bad = { outcome: 'error' as const };
  const rows: ImportedRow[] = [
    { line: 2, outcome: 'new', what: 'a-01 新的', ...good },
    {
      line: 3,
      outcome: 'changed',
      what: 'a-02 改名的',
      ...good,
      changes: [{ column: 'name', before: '旧名', after: '改名的' }],
    },
    { line: 4, outcome: 'same', what: 'a-03 原样的', ...good },
  ];
  if (isWrong && table === 'sites')
    rows.push(
      { line: 5, ...bad, what: 'a-04 四', column: 'gridId', mistake: 'nowhere', code: 'grid-not-found' },
      { line: 6, ...bad, what: 'a-05 五', column: 'lat', mistake: 'must be <= 90', code: 'field-maximum' },
      {
        line: 7,
        ...bad,
        what: 'a-06 六',
        column: 'openingHours',
        mistake: '早晚',
        code: 'openingHours-not-read',
      },
    );
  if (isWrong)
    rows.push({ line: 8, ...bad, what: 'a-01 新的', column: 'id', mistake: '2', code: 'row-twice' });
  return { applied: dryRun !== true && !isWrong, rows };
}
