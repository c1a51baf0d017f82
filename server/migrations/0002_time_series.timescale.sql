-- Up Migration
-- Readings and detections with TimescaleDB. Same names and columns as 0002_time_series.plain: queries are
-- written once. Columnstore after two days, continuous aggregates that include what is not yet aggregated.
create extension if not exists timescaledb;

create table reading (
  time timestamptz not null,
  site_id text not null,
  device_id text not null,
  metric text not null,
  value double precision not null,
  received_at timestamptz not null,
  unique (site_id, device_id, metric, time)
);
select create_hypertable('reading', 'time', chunk_time_interval => interval '1 day', create_default_indexes => false);
alter table reading set (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'site_id, device_id, metric',
  timescaledb.compress_orderby = 'time desc'
);
select add_compression_policy('reading', interval '2 days');
select add_retention_policy('reading', interval '90 days');

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
);
select create_hypertable('detection', 'time', chunk_time_interval => interval '1 day', create_default_indexes => false);
create index detection_time on detection (site_id, time desc);
alter table detection set (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'site_id, device_id',
  timescaledb.compress_orderby = 'time desc, id'
);
select add_compression_policy('detection', interval '2 days');
select add_retention_policy('detection', interval '90 days');

create materialized view reading_5m
  with (timescaledb.continuous, timescaledb.materialized_only = false) as
  select time_bucket(interval '5 minutes', time) as bucket, site_id, device_id, metric,
         min(value) as min, max(value) as max, avg(value) as mean, count(*) as count
  from reading
  group by 1, 2, 3, 4
  with no data;
select add_continuous_aggregate_policy('reading_5m',
  start_offset => interval '3 days', end_offset => interval '10 minutes', schedule_interval => interval '5 minutes');
select add_retention_policy('reading_5m', interval '400 days');

create materialized view reading_1h
  with (timescaledb.continuous, timescaledb.materialized_only = false) as
  select time_bucket(interval '1 hour', time) as bucket, site_id, device_id, metric,
         min(value) as min, max(value) as max, avg(value) as mean, count(*) as count
  from reading
  group by 1, 2, 3, 4
  with no data;
select add_continuous_aggregate_policy('reading_1h',
  start_offset => interval '3 days', end_offset => interval '2 hours', schedule_interval => interval '1 hour');
select add_retention_policy('reading_1h', interval '800 days');

-- Down Migration
