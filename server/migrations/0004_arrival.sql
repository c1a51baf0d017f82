-- Up Migration
-- Proof of arrival, acts from dead spots, reports and longer due times.

alter table dispatch
  -- What an inspector says of his arrival that is not yet decided, or was refused; facts of shared/src/arrival.ts.
  add column arrival_claim jsonb,
  -- The promise before it was extended; null while it never was.
  add column original_due_at timestamptz,
  -- More time that was asked for and is not yet decided.
  add column extension jsonb,
  add column extension_count integer not null default 0;

-- An extended round has its due times again beside those that passed.
alter table due_time
  add column extension integer not null default 0,
  drop constraint due_time_pkey,
  add primary key (dispatch_id, step, offer_number, extension);

alter table inspector add column accuracy_m double precision;

-- Secrets of the codes at the doors. A new one ends the one before, which is kept for codes seen while it held.
create table door_code (
  site_id text not null references site,
  from_at timestamptz not null,
  until_at timestamptz,
  secret bytea not null,
  -- How long one code holds: seconds for a screen at the door, days for a printed sheet.
  step_s integer not null,
  made_by text not null,
  primary key (site_id, from_at)
);
create unique index door_code_now on door_code (site_id) where until_at is null;

-- Pictures that inspectors take on an order, without what the phone wrote into them; that is kept beside.
create table order_photo (
  dispatch_id text not null references dispatch,
  sha256 text not null,
  inspector_id text not null references inspector,
  purpose text not null,
  received_at timestamptz not null,
  -- What the phone says it was taken at.
  device_time timestamptz,
  -- Place, time and direction out of EXIF.
  exif jsonb not null default '{}',
  jpeg bytea not null,
  primary key (dispatch_id, sha256)
);
create index order_photo_content on order_photo (sha256);

-- Every proof of arrival, whatever it was worth.
create table arrival_proof (
  id text primary key,
  dispatch_id text not null references dispatch,
  -- Number of the offer under which it was given.
  offer_number integer not null,
  inspector_id text not null references inspector,
  kind text not null,
  verdict text not null,
  reason text not null,
  -- The time it counts from.
  at timestamptz not null,
  device_time timestamptz,
  received_at timestamptz not null,
  lat double precision,
  lon double precision,
  accuracy_m double precision,
  -- Which code it was: site, secret and number of the step.
  code_key text,
  photo_sha256 text,
  -- True once an officer has refused the claim it belonged to.
  refused boolean not null default false
);
create index arrival_proof_order on arrival_proof (dispatch_id, received_at);
create index arrival_proof_code on arrival_proof (code_key) where code_key is not null;

-- Acts that a phone kept while it had no network, each answered once.
create table queued_act (
  username text not null,
  act_id text not null,
  dispatch_id text not null,
  act text not null,
  device_time timestamptz not null,
  received_at timestamptz not null,
  -- Our clock minus the phone's when it sent them.
  clock_offset_ms bigint not null,
  outcome text,
  code text,
  detail text,
  primary key (username, act_id)
);

-- What the inspector reports, once per round.
create table dispatch_report (
  dispatch_id text not null references dispatch,
  offer_number integer not null,
  submitted_by text not null,
  submitted_at timestamptz not null,
  report jsonb not null,
  primary key (dispatch_id, offer_number)
);

-- Down Migration
