-- Up Migration

-- Since when an ingester has no connection to its broker, under the number of its session; a row stands while it has none.
create table broker_outage (
  ingester smallint primary key,
  since timestamptz not null
);
