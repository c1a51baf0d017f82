import { expect, it } from 'vitest';
import { readAuditFilters, writeAuditFilters } from './auditFilters.ts';

it('[DE14] what the audit trail is narrowed to stands in the address', () => {
  const filters = { subject: 'picture', actor: 'duty', site: 's0001' } as const;
  expect(writeAuditFilters(filters)).toBe('subject=picture&actor=duty&site=s0001');
  expect(readAuditFilters(writeAuditFilters(filters))).toEqual(filters);
  expect(readAuditFilters('?subject=weather')).toEqual({ subject: '', actor: '', site: '' });
  expect(writeAuditFilters(readAuditFilters(''))).toBe('');
});
