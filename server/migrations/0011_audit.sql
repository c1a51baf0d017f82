-- Up Migration

-- The audit trail is read by what it is about, the newest first.
create index audit_by_subject on audit (subject, id);
