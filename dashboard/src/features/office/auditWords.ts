/** How a line of the audit trail reads. */
import { siteOfCredential } from '@mingchu/shared/credentials';
import type { AuditLine } from '@mingchu/shared/http';
import { listText, wordFor } from '../../i18n/language.ts';
import { deviceKey, type LiveState } from '../../live/reducer.ts';
import { actorText, recipientText, ruleTitle } from '../../ui/words.ts';

/** The case that a line belongs to, by the id of its violation. */
export function caseOf({ subject, subjectId, violationId }: AuditLine): string | null {
  return subject === 'violation' ? subjectId : violationId;
}

/** Name of what it was about; empty where only a number names it. */
export function subjectText(live: LiveState, { subject, subjectId, actor }: AuditLine): string {
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
