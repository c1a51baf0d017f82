-- Up Migration

-- Escalation policies that people have set; the newest is in force. Without one the file that is shipped is.
create table escalation_policy (
  revision integer primary key,
  body jsonb not null,
  reason text not null,
  set_by text not null,
  set_at timestamptz not null
);
