-- Up Migration

-- Who may sign in through the OpenID Connect provider: a row is the administrator's word for it.
create table oidc_account (
  username text primary key references account on delete cascade,
  -- What the provider calls this person. Believed once, at the first sign-in.
  name text not null unique,
  -- Who he is from then on.
  issuer text,
  subject text,
  bound_at timestamptz,
  unique (issuer, subject),
  check ((issuer is null) = (subject is null) and (issuer is null) = (bound_at is null))
);

-- Sign-ins that left for the provider and have not come back. A row is deleted by the answer that uses it.
create table oidc_attempt (
  token_hash bytea primary key,
  state text not null,
  nonce text not null,
  code_verifier text not null,
  return_path text not null,
  expires_at timestamptz not null
);
create index oidc_attempt_by_end on oidc_attempt (expires_at);
