-- Up Migration

alter table dispatch
  -- Of a rough estimate the earliest that it allows; null when the position is known.
  add column eta_earliest_at timestamptz;
