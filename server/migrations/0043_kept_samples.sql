-- Up Migration

-- True where the broker or the device had kept what it said, so that no live rule judged it; null where one did.
-- A column without a default rewrites nothing, also where chunks are compressed.
alter table reading add column kept boolean;
alter table detection add column kept boolean;

-- Down Migration

alter table detection drop column kept;
alter table reading drop column kept;
