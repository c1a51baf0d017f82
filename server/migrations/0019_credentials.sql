-- Up Migration

-- With what the devices of a site sign in to the broker. A name has one secret for life: replacing it makes a new name.
create table site_credential (
  username text primary key,
  site_id text not null references site (id) on delete cascade,
  number integer not null,
  label text not null,
  -- PBKDF2-SHA512 with one round over a random secret of 130 bits; Mosquitto and EMQX read the same.
  salt text not null check (length(salt) = 12),
  hash bytea not null check (length(hash) = 64),
  created_at timestamptz not null,
  created_by text not null,
  replaces text references site_credential (username) on delete set null,
  -- The first use of this one ends the one that it replaces.
  ends_replaced boolean not null default false,
  ends_at timestamptz,
  end_reason text check (end_reason in ('revoked', 'replaced')),
  -- Told to the hour.
  last_used_at timestamptz,
  unique (site_id, number),
  check ((ends_at is null) = (end_reason is null))
);

-- Down Migration

drop table site_credential;
