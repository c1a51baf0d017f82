-- Up Migration

-- What one person did within a span.
create index audit_by_actor on audit (actor, at);

-- Down Migration

drop index audit_by_actor;
