/** What the page of the audit trail is narrowed to, as it stands in the address: a link and a reload show the same. */
import { type AuditSubject, auditSubjects } from '@mingchu/shared/http';

/** Empty for all. */
export interface AuditFilters {
  subject: AuditSubject | '';
  /** Account name. */
  actor: string;
  /** Id of a kitchen. */
  site: string;
}

/** Words that it does not know mean all. */
export function readAuditFilters(search: string): AuditFilters {
  const words = new URLSearchParams(search);
  return {
    subject: auditSubjects.find((each) => each === words.get('subject')) ?? '',
    actor: words.get('actor') ?? '',
    site: words.get('site') ?? '',
  };
}

export function writeAuditFilters({ subject, actor, site }: AuditFilters): string {
  return new URLSearchParams({
    ...(subject && { subject }),
    ...(actor && { actor }),
    ...(site && { site }),
  }).toString();
}
