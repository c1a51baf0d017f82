-- Up Migration
-- What officers do beyond acknowledging: a shelf that ends with the condition, another rule's name, a case.
alter table violation
  add column shelved_until_clear boolean not null default false,
  add column reclassified_as text,
  -- Number of the case that it was transferred to (转执法).
  add column case_ref text;

-- Filters of the work list that a person keeps under a name.
create table saved_view (
  username text not null references account on delete cascade,
  name text not null,
  -- The query string of the console's address.
  query text not null,
  primary key (username, name)
);

-- Down Migration
