-- Up Migration

-- Week patterns of who covers which grid; local times are China Standard Time.
create table rota (
  id text primary key,
  name text not null,
  group_id text not null references supervision_group,
  -- Empty: every grid of the group.
  grid_ids text[] not null,
  weekdays integer[] not null,
  starts_at text not null,
  ends_at text not null,
  inspector_ids text[] not null,
  effective_from text not null,
  effective_to text,
  version integer not null default 1
);
create table shift_leave (
  id text primary key,
  inspector_id text not null references inspector,
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  reason text not null,
  set_by text not null
);
create index shift_leave_end on shift_leave (to_at);
create table shift_swap (
  id text primary key,
  date text not null,
  giver_id text not null references inspector,
  taker_id text not null references inspector,
  reason text not null,
  state text not null default 'asked' check (state in ('asked', 'agreed', 'refused')),
  asked_by text not null,
  decided_by text
);
create index shift_swap_date on shift_swap (date);
create table holiday (
  date text primary key,
  name text not null,
  as_weekday integer
);
-- On or off by hand, until the rota next says something about him.
create table shift_override (
  inspector_id text primary key references inspector,
  on_shift boolean not null,
  until timestamptz not null,
  reason text not null,
  set_by text not null
);
-- Grids that nobody covers now or soon, as the screens were last told.
create table coverage (
  only_row boolean primary key default true check (only_row),
  gaps jsonb not null
);
insert into coverage (gaps) values ('[]');
