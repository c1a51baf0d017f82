-- Up Migration

-- When an officer was at a desk, by each of his sessions: a row for each stretch without 15 minutes of silence. It outlives
-- the session. One whose session is gone, or that was silent since, ended when it was last seen.
create table session_presence (
  session_id uuid not null,
  username text not null,
  began_at timestamptz not null,
  -- Written at most once a minute.
  seen_at timestamptz not null,
  primary key (session_id, began_at)
);
create index session_presence_seen on session_presence (seen_at);
create index session_presence_began on session_presence (began_at);

-- Down Migration

drop table session_presence;
