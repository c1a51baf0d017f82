-- Up Migration

-- Sign-ins by password of a name from one address, and, where the address is '', from all of them together.
create table sign_in_door (
  name text not null,
  address text not null,
  -- In a row, since the last sign-in or lock.
  failures integer not null default 0,
  last_failure_at timestamptz,
  -- How often it was locked, each within a day of the one before.
  locks integer not null default 0,
  locked_until timestamptz,
  succeeded_at timestamptz,
  primary key (name, address)
);
create index sign_in_door_used on sign_in_door (greatest(last_failure_at, succeeded_at));

-- What is left to the failures of the last minute is the limit of an address, whatever the names.
alter table sign_in_failure drop column name;
