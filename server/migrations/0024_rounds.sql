-- Up Migration

-- An order may go out again after it was finished or called back: each round has ten minutes of its own. Null while
-- the first runs, which starts with the opening.
alter table dispatch add column round_started_at timestamptz;
