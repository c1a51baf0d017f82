-- Up Migration

-- Layouts and playlists of the wall that people have set; the others come with the program.
create table wall_plan (
  kind text not null check (kind in ('layout', 'playlist')),
  name text not null,
  body jsonb not null,
  revision integer not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (kind, name)
);

-- Down Migration

drop table wall_plan;
