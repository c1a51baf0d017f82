-- Up Migration

-- Devices that were heard, in the words of their family, whoever they are. At most 10,000 that nobody has bound.
create table heard_device (
  family text not null,
  -- Site below whose mount it speaks; empty for the family's own topics.
  mount text not null,
  address text not null,
  name text,
  maker text,
  model text,
  gateway text,
  report_period_s integer,
  -- Value name → {"value", "unit", "bad", "at"}; of findings the label and its confidence.
  said jsonb not null default '{}',
  state text check (state in ('online', 'offline', 'asleep', 'gone')),
  first_heard_at timestamptz not null,
  last_heard_at timestamptz not null,
  ignored_by text,
  ignored_at timestamptz,
  primary key (family, mount, address),
  check ((ignored_by is null) = (ignored_at is null))
);
create index heard_device_newest on heard_device (first_heard_at desc, family, mount, address);

-- Which device of the registry speaks at an address. Kept when unbound: the same address again is the same device.
create table device_binding (
  family text not null,
  mount text not null,
  address text not null,
  site_id text not null,
  device_id text not null,
  active boolean not null,
  bound_by text not null,
  bound_at timestamptz not null,
  primary key (family, mount, address),
  foreign key (site_id, device_id) references device (site_id, id)
);
create unique index device_binding_device on device_binding (site_id, device_id) where active;

-- What values of a family become, besides what the family itself says.
create table device_mapping (
  id bigint generated always as identity primary key,
  family text not null,
  name text not null,
  unit text,
  -- Metric or detection type; null: it is left out.
  becomes text,
  expression text,
  set_by text not null,
  set_at timestamptz not null,
  unique nulls not distinct (family, name, unit)
);

-- Down Migration

drop table device_mapping;
drop table device_binding;
drop table heard_device;
