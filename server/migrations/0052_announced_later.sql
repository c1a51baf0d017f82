-- What opened in closed hours is announced when its kitchen opens: a span of alarms is asked for by that time every few seconds.
create index audit_announced_later on audit (at) where act = 'unsuppress';
