-- Up Migration

-- Names of intake at a broker of its own, which no site may know: whoever knows them takes messages that are not his.
create table broker_names (
  only_row boolean primary key default true check (only_row),
  -- Ends the name of the group that shares the stream.
  group_secret text not null,
  -- Ends the client id of each session.
  session_secret text not null,
  -- Sessions of the names before this one, which everybody knew, are emptied while brokers still keep them.
  first_used_at timestamptz
);
-- 122 random bits each, from the operating system.
insert into broker_names (group_secret, session_secret)
values (replace(gen_random_uuid()::text, '-', ''), replace(gen_random_uuid()::text, '-', ''));
