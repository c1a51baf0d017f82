-- Up Migration

-- By its token the session that a browser had when it left for the provider: it ends when somebody has signed in. The
-- session cookie does not come back with the browser, as it stays away from what another site begins.
alter table oidc_attempt add column former_token_hash bytea;
