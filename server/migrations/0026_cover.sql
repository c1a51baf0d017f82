-- Up Migration

-- What a rota entrusts to an inspector while his shift runs; written by the plan of shifts, read by dispatch.
alter table inspector
  -- The grids that it names; null: those of the registry.
  add column covers_grid_ids text[],
  -- The groups of which it names no grid, and so means all.
  add column covers_group_ids text[] not null default '{}';
