/** How a line of the audit trail reads. */
import { siteOfCredential } from '@mingchu/shared/credentials';
import { type ColumnHeads, registryHeads } from '@mingchu/shared/fileColumns';
import type { AuditLine } from '@mingchu/shared/http';
import type { Language } from '@mingchu/shared/notify';
import { registryTables } from '@mingchu/shared/registryTables';
import i18next from 'i18next';
import { listText, wordFor } from '../../i18n/language.ts';
import { deviceKey, type LiveState } from '../../live/reducer.ts';
import { actorText, recipientText, ruleTitle } from '../../ui/words.ts';

/** The case that a line belongs to, by the id of its violation. */
export function caseOf({ subject, subjectId, violationId }: AuditLine): string | null {
  return subject === 'violation' ? subjectId : violationId;
}

/** Name of what it was about; empty where only a number names it. */
export function subjectText(live: LiveState, line: AuditLine): string {
  const imported = line.subject === 'registry' ? importText(line) : null;
  if (imported?.of === 'file') return imported.text;
  return [nameOf(live, line), imported?.text].filter(Boolean).join(' · ');
}

/** Of a table that was brought in: how many rows of it did what, or which cells of one it changed. */
function importText({ detail }: AuditLine): { of: 'file' | 'row'; text: string } | null {
  const table = registryTables.find((each) => each === detail['table']);
  if (table === undefined) return null;
  const { columns } = detail;
  if (!Array.isArray(columns)) {
    const counts = { new: detail['new'], changed: detail['changed'] };
    return {
      of: 'file',
      text: i18next.t('office.audit.table', { table: i18next.t(`office.registry.${table}`), ...counts }),
    };
  }
  const heads: ColumnHeads = registryHeads[table];
  const names = columns.map(
    (column) => heads[String(column)]?.[i18next.language as Language] ?? String(column),
  );
  return { of: 'row', text: listText(names) };
}

function nameOf(live: LiveState, { subject, subjectId, actor }: AuditLine): string {
  if (subject === 'session') return subjectId === actor ? '' : actorText(live, subjectId);
  if (subject === 'credential') {
    const owner = live.sites.get(siteOfCredential(subjectId) ?? '')?.name;
    return [owner, subjectId].filter(Boolean).join(' · ');
  }
  if (subject === 'export') return exportText(subjectId);
  if (subject === 'rulebook') return listText(subjectId.split(' ').map((id) => ruleTitle(live, id)));
  // Of the whole register there is nothing more to name.
  if (subject === 'registry' && subjectId === subject) return '';
  const [siteId = '', deviceId] = subjectId.split('/');
  const site = live.sites.get(siteId)?.name;
  if (site === undefined) return isNumber(subjectId) ? '' : recipientText(live, subjectId);
  const device = deviceId === undefined ? undefined : live.devices.get(deviceKey(siteId, deviceId))?.name;
  return [site, device ?? deviceId].filter(Boolean).join(' · ');
}

/** Why it was done; of messages it may be the way that they went. */
export function reasonText({ subject, reason }: Pick<AuditLine, 'subject' | 'reason'>): string {
  const words = wordFor('reason', reason);
  return subject === 'message' && words === reason ? wordFor('console.channel', reason) : words;
}

/** `arrivals-by-group` as `到场情况 · 监管组`. */
function exportText(name: string): string {
  const [table = '', by] = name.split('-by-');
  const words = wordFor('office.export.name', table);
  return by === undefined ? words : `${words} · ${wordFor('office.by', by)}`;
}

/** A UUID or a hash tells a person nothing. */
function isNumber(id: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) || /^[0-9a-f]{32,}$/.test(id);
}
