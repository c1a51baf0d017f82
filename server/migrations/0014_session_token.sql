-- Up Migration

-- A session lives through several tokens, one after the other. A token of a generation is retired when one of a later
-- generation is first used; its row stays, so that who comes with it afterwards is known for what he is.
alter table session add column id uuid not null default gen_random_uuid();
create table session_token (
  token_hash bytea primary key,
  session_id uuid not null,
  generation integer not null,
  issued_at timestamptz not null,
  retired_at timestamptz
);
-- Sessions that are open stay open: their tokens count as new when they were last used.
insert into session_token (token_hash, session_id, generation, issued_at)
  select token_hash, id, 1, last_seen_at from session;
alter table session drop column token_hash, add primary key (id);
alter table session_token
  add foreign key (session_id) references session on delete cascade;
create index session_token_by_session on session_token (session_id, generation);
