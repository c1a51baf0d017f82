-- Up Migration
-- Readings and detections without TimescaleDB: partitioned by UTC day, made and dropped by the server
-- (maintainTimeSeries). The default partition takes what no day fits, so nothing is ever refused.
-- The key begins with the series, because that is how it is read; a day's partition keeps it small.
create table reading (
  time timestamptz not null,
  site_id text not null,
  device_id text not null,
  metric text not null,
  value double precision not null,
  received_at timestamptz not null,
  unique (site_id, device_id, metric, time)
) partition by range (time);
create table reading_default partition of reading default;

create table detection (
  time timestamptz not null,
  site_id text not null,
  device_id text not null,
  id text not null,
  type text not null,
  confidence real not null,
  zone text not null,
  box real[],
  track_id text,
  model jsonb,
  snapshot jsonb,
  frame_sha256 text,
  received_at timestamptz not null,
  unique (site_id, device_id, id, time)
) partition by range (time);
create table detection_default partition of detection default;
create index detection_time on detection (site_id, time desc);

create view reading_5m as
  select date_bin('5 minutes', time, 'epoch'::timestamptz) as bucket, site_id, device_id, metric,
         min(value) as min, max(value) as max, avg(value) as mean, count(*) as count
  from reading
  group by 1, 2, 3, 4;
create view reading_1h as
  select date_bin('1 hour', time, 'epoch'::timestamptz) as bucket, site_id, device_id, metric,
         min(value) as min, max(value) as max, avg(value) as mean, count(*) as count
  from reading
  group by 1, 2, 3, 4;

-- Down Migration
