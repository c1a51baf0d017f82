-- Up Migration

-- An order's row is the round that runs, or ran last; the rounds before it stand here as they ended.
alter table dispatch add column round integer not null default 1;

create table dispatch_round (
  dispatch_id text not null references dispatch (id) on delete cascade,
  -- From 1; the row of the order has the next.
  round integer not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  original_due_at timestamptz,
  state text not null,
  inspector_id text,
  accepted_at timestamptz,
  arrived_at timestamptz,
  submitted_at timestamptz,
  finding text,
  breached_at timestamptz,
  lateness_ms bigint,
  primary key (dispatch_id, round)
);
create index dispatch_round_started on dispatch_round (started_at);
create index dispatch_round_now on dispatch ((coalesce(round_started_at, opened_at)));

-- Of rounds before this only a breach was kept, in the row of the order; who held them and when he came was not.
insert into dispatch_round (dispatch_id, round, started_at, due_at, state, breached_at, lateness_ms)
  select id, 1, opened_at, breached_at, 'recalled', breached_at, lateness_ms
  from dispatch where round_started_at > opened_at and breached_at < round_started_at;
update dispatch
  set round = 2,
      breached_at = case when breached_at >= round_started_at then breached_at end,
      lateness_ms = case when breached_at >= round_started_at then lateness_ms end
  where round_started_at > opened_at;

-- Every promise that was given: a row a round. `closes`: the round in which the violation ends, if it ends.
create view dispatch_promise as
  select id as dispatch_id, violation_id, site_id, severity, round, coalesce(round_started_at, opened_at) as started_at,
         due_at, state, inspector_id, accepted_at, arrived_at, submitted_at, finding, breached_at, lateness_ms,
         true as closes
  from dispatch
  union all
  select r.dispatch_id, d.violation_id, d.site_id, d.severity, r.round, r.started_at, r.due_at, r.state, r.inspector_id,
         r.accepted_at, r.arrived_at, r.submitted_at, r.finding, r.breached_at, r.lateness_ms, false
  from dispatch_round r join dispatch d on d.id = r.dispatch_id;
