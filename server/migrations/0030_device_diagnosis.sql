-- Up Migration

-- What was wrong with what a device sent, by day of the district: faults as intake told them, and messages counted.
create table device_trouble (
  site_id text not null,
  device_id text not null,
  day date not null,
  -- A fault of intake, or `refused` or `repeated`.
  kind text not null,
  -- How many times it was told; of what is counted, messages.
  told bigint not null,
  -- The sum of what is told in parts (missing, dropped, bad values); else as it was told last (skew, age of a picture).
  amount double precision not null,
  last_at timestamptz not null,
  primary key (site_id, device_id, day, kind)
);
create index device_trouble_day on device_trouble (day);

-- The newest packet of a device of a family that said a value, when it is short: for whoever wants to try it again.
alter table heard_device
  add column last_topic text,
  add column last_payload bytea,
  add column last_packet_at timestamptz;

create index dead_letter_topic on dead_letter (topic text_pattern_ops, id);
