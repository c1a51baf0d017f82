-- Up Migration

-- Failed sign-ins of the last minute, counted over all processes.
create table sign_in_failure (
  address text not null,
  name text not null,
  at timestamptz not null
);
create index sign_in_failure_recent on sign_in_failure (address, at);
