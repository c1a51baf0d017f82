-- Up Migration

-- When any of those who take in last said that it is at work, by its clock.
create table intake_seen (
  only_row boolean primary key default true check (only_row),
  at timestamptz not null
);
