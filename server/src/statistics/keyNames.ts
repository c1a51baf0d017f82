/** What the keys of a table are called, for tables that leave the house: a spreadsheet knows no registry. */
import type { Language } from '@mingchu/shared/notify';
import type { Rulebook } from '@mingchu/shared/rulebook';
import type { ArrivalKey, FalseAlarmKey } from '@mingchu/shared/statistics';
import type { Executor } from '../platform/postgres/database.ts';

/** Tables of the registry that name a key. */
const nameSql: Partial<Record<ArrivalKey | FalseAlarmKey, string>> = {
  group: 'select id as key, name from supervision_group',
  grid: 'select id as key, name from grid',
  inspector: 'select id as key, name from inspector',
  device: `select d.site_id || '/' || d.id as key, s.name || ' · ' || d.name as name
           from device d join site s on s.id = d.site_id`,
};

/** Names by key; what has no other name than its key is not in it. */
export async function keyNames(
  db: Executor,
  { by, language, rulebook }: { by: ArrivalKey | FalseAlarmKey; language: Language; rulebook: Rulebook },
): Promise<ReadonlyMap<string, string>> {
  if (by === 'rule')
    return new Map(rulebook.rules.map(({ id, title }) => [id, language === 'en' ? title.en : title.zh]));
  const sql = nameSql[by];
  if (sql === undefined) return new Map();
  const rows = await db.query<{ key: string; name: string }>(sql);
  return new Map(rows.map(({ key, name }) => [key, name]));
}
