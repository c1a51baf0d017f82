-- Up Migration
-- The core of Mingchu. No statement here or in the code calls now(): time comes from the server's clock.

-- Registry ---------------------------------------------------------------------------------------------
create table supervision_group (
  id text primary key,
  name text not null
);
create table grid (
  id text primary key,
  group_id text not null references supervision_group,
  name text not null,
  outline jsonb not null default '[]'
);
create table site (
  id text primary key,
  grid_id text not null references grid,
  name text not null,
  kind text not null,
  address text not null,
  lat double precision not null,
  lon double precision not null,
  opening_hours jsonb not null default '[]',
  closed_dates jsonb not null default '[]',
  contact text,
  grade text
);
create index site_grid on site (grid_id);
create table device (
  site_id text not null references site,
  id text not null,
  kind text not null,
  name text not null,
  zone text not null,
  report_period_s integer not null,
  in_service boolean not null default true,
  primary key (site_id, id)
);
create table inspector (
  id text primary key,
  name text not null,
  group_id text not null references supervision_group,
  grid_ids text[] not null,
  phone text not null,
  on_shift boolean not null,
  lat double precision not null,
  lon double precision not null,
  position_at timestamptz
);
-- Rule parameters that a site has of its own, e.g. {"limit": 6}.
create table site_rule_override (
  site_id text not null references site,
  rule_id text not null,
  enabled boolean not null default true,
  params jsonb not null default '{}',
  reason text not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (site_id, rule_id)
);

-- Accounts ---------------------------------------------------------------------------------------------
create table account (
  username text primary key,
  display_name text not null,
  role text not null,
  inspector_id text references inspector,
  password_hash text not null,
  created_at timestamptz not null
);
create table session (
  token_hash bytea primary key,
  username text not null references account on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);

-- Intake -----------------------------------------------------------------------------------------------
-- reading and detection are made in 0002: hypertables with TimescaleDB, daily partitions without.
create table device_state (
  site_id text not null,
  device_id text not null,
  state text not null default 'unknown',
  last_seen_at timestamptz,
  last_seq bigint,
  skew_ms bigint,
  primary key (site_id, device_id)
);
-- Messages whose clock is not trusted: their readings carry our time, so their own key is kept here.
create table untrusted_message (
  site_id text not null,
  device_id text not null,
  message_key text not null,
  received_at timestamptz not null,
  primary key (site_id, device_id, message_key)
);
create table dead_letter (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  topic text not null,
  payload bytea not null,
  reason text not null
);
create index dead_letter_received on dead_letter (received_at);
-- Pictures kept as evidence, once per content.
create table frame (
  sha256 text primary key,
  site_id text not null,
  device_id text not null,
  taken_at timestamptz not null,
  jpeg bytea not null
);

-- Evaluation: an ordered log per shard, and what the rules know at a point of it ------------------------
create table shard (
  id integer primary key,
  -- Last batch appended / evaluated. The row lock fences two workers from each other.
  appended_seq bigint not null default 0,
  evaluated_seq bigint not null default 0,
  checkpoint_seq bigint not null default 0,
  checkpoint bytea,
  -- Last tick appended, so that several processes together make one tick every few seconds.
  ticked_at timestamptz
);
create table observation_batch (
  shard integer not null references shard,
  batch_seq bigint not null,
  committed_at timestamptz not null,
  payload bytea not null,
  primary key (shard, batch_seq)
);
insert into shard (id) values (0), (1), (2), (3);

-- Violations -------------------------------------------------------------------------------------------
create table violation (
  id text primary key,
  site_id text not null references site,
  device_id text not null,
  rule_id text not null,
  rule_version text not null,
  zone text not null default '',
  severity text not null,
  state text not null,
  acked boolean not null default false,
  acked_by text,
  latched boolean not null,
  condition_active boolean not null,
  shelved_until timestamptz,
  opened_at timestamptz not null,
  onset_at timestamptz not null,
  cleared_at timestamptz,
  closed_at timestamptz,
  reason text not null,
  evidence jsonb not null default '{}',
  recurrences integer not null default 0,
  review text,
  dispatch_id text,
  version integer not null default 1
);
-- One violation per episode: while it is not closed there is no second.
create unique index violation_open on violation (rule_id, site_id, device_id, zone) where closed_at is null;
create index violation_opened on violation (opened_at desc, id);
create index violation_site on violation (site_id, opened_at desc);
create index violation_not_closed on violation (opened_at) where closed_at is null;

-- Dispatch ---------------------------------------------------------------------------------------------
create table dispatch (
  id text primary key,
  violation_id text not null unique references violation,
  site_id text not null references site,
  severity text not null,
  inspector_id text references inspector,
  state text not null,
  reason text not null,
  opened_at timestamptz not null,
  offered_at timestamptz,
  accepted_at timestamptz,
  departed_at timestamptz,
  due_at timestamptz not null,
  arrived_at timestamptz,
  submitted_at timestamptz,
  finding text,
  breached_at timestamptz,
  lateness_ms bigint,
  offer_count integer not null default 0,
  version integer not null default 1
);
create index dispatch_active on dispatch (due_at) where state not in ('verified', 'recalled');
create index dispatch_inspector on dispatch (inspector_id) where state not in ('verified', 'recalled');
create index dispatch_opened on dispatch (opened_at desc, id);
create table dispatch_offer (
  dispatch_id text not null references dispatch,
  offer_number integer not null,
  inspector_id text not null references inspector,
  offered_at timestamptz not null,
  chosen_because text not null,
  answered_at timestamptz,
  answer text,
  answer_reason text,
  primary key (dispatch_id, offer_number)
);
-- Due times are the truth; queue jobs and the sweep only wake someone to look here.
create table due_time (
  dispatch_id text not null references dispatch,
  step text not null,
  -- offer-expires: the offer number it was set for; else 0. An offer that has moved on makes it void.
  offer_number integer not null default 0,
  due_at timestamptz not null,
  done_at timestamptz,
  outcome text,
  primary key (dispatch_id, step, offer_number)
);
create index due_time_open on due_time (due_at) where done_at is null;

-- Messages to people: an outbox with a receipt per message ---------------------------------------------
create table message (
  id text primary key,
  recipient_id text not null,
  channel text not null,
  step text not null,
  dispatch_id text,
  violation_id text,
  text text not null,
  created_at timestamptz not null,
  state text not null default 'pending',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  delivered_at timestamptz,
  read_at timestamptz,
  last_error text,
  -- Never twice for the same step.
  dedup_key text not null unique
);
create index message_pending on message (next_attempt_at) where state = 'pending';
create index message_recipient on message (recipient_id, created_at desc);

-- Audit and change log ---------------------------------------------------------------------------------
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  subject text not null,
  subject_id text not null,
  violation_id text,
  actor text not null,
  act text not null,
  reason text not null,
  detail jsonb not null default '{}'
);
create index audit_violation on audit (violation_id, id);
create index audit_subject on audit (subject, subject_id, id);

-- Sequence numbers without gaps, in commit order: whoever appends holds this row until he commits.
create table change_head (
  only_row boolean primary key default true check (only_row),
  seq bigint not null
);
insert into change_head (seq) values (0);
create table change (
  seq bigint primary key,
  at timestamptz not null,
  kind text not null,
  body jsonb not null
);
create index change_at on change (at);
create index change_registry on change (seq) where kind = 'registry';

-- Down Migration
