-- Up Migration
-- Channels that leave the house, what people choose among them, and what became of every message.

-- Channels that administrators set up. Secrets are sealed (AES-256-GCM) with a key that is not in the database.
create table channel (
  id text primary key,
  kind text not null,
  name text not null,
  enabled boolean not null,
  -- Words whose messages go here: role:duty, leader:east, leader:*, station, everyone.
  audience text[] not null,
  -- Most messages in 60 s; null without a limit.
  per_minute integer,
  settings jsonb not null,
  sealed_secrets bytea,
  secret_names text[] not null,
  version integer not null default 1,
  changed_by text not null,
  changed_at timestamptz not null
);

-- Who we are to the push services of browsers (VAPID): made once, for ever.
create table web_push_identity (
  only_row boolean primary key default true check (only_row),
  public_key text not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null
);
create table push_subscription (
  id text primary key,
  endpoint text not null unique,
  username text not null references account on delete cascade,
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null
);
create index push_subscription_username on push_subscription (username);

create table notification_choice (
  username text primary key references account on delete cascade,
  email text,
  mobile text,
  language text not null,
  -- Ids of channels, first choice first; empty means the usual order.
  channel_order text[] not null,
  -- Local time as HH:MM; both null without quiet hours.
  quiet_from text,
  quiet_to text,
  changed_at timestamptz not null
);

-- A message in the application (no parent) is handed on by other channels as children of it.
alter table message
  add column parent_id text references message on delete cascade,
  -- The account that a child is for; null when it is for a group.
  add column username text,
  -- Wording and address of a child.
  add column content jsonb,
  -- When someone must look whether it goes out by a (further) channel; null when that is settled.
  add column route_at timestamptz,
  add column route_reason text,
  -- What the other side said.
  add column reply text,
  add column shown_at timestamptz,
  add column opened_at timestamptz;
create index message_to_route on message (route_at) where route_at is not null;
create index message_parent on message (parent_id) where parent_id is not null;
create index message_created on message (created_at desc, id);

create table message_attempt (
  message_id text not null references message on delete cascade,
  attempt integer not null,
  channel text not null,
  started_at timestamptz not null,
  -- Null while it lasts, or when its sender died.
  ended_at timestamptz,
  outcome text,
  detail text,
  primary key (message_id, attempt)
);
create index message_attempt_channel on message_attempt (channel, started_at);

-- Down Migration
