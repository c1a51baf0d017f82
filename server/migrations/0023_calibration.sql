-- Up Migration

-- What certificates say of the sensors. Rows are added and withdrawn, never changed: a later one supersedes.
create table calibration (
  id integer generated always as identity primary key,
  site_id text not null,
  device_id text not null,
  metric text not null,
  -- value = raw × slope + offset
  slope double precision not null check (slope > 0),
  "offset" double precision not null,
  valid_from timestamptz not null,
  performed_by text not null,
  certificate text not null,
  laboratory text,
  due_on date not null,
  note text not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  withdrawn_by text,
  withdrawn_at timestamptz,
  withdraw_reason text,
  foreign key (site_id, device_id) references device (site_id, id),
  check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdraw_reason is null))
);
create unique index calibration_in_force on calibration (site_id, device_id, metric, valid_from)
  where withdrawn_at is null;

-- What the sensor said, where a calibration made another value of it; else the value is what it said.
alter table reading add column raw double precision;

-- Down Migration

alter table reading drop column raw;
drop table calibration;
