-- Up Migration

-- How often the due time was moved is counted by round, as the promise itself; a round that ended keeps its number.
alter table dispatch_round add column extension_count integer not null default 0;

-- Of rounds before this the record tells: each approval stands there with its time.
update dispatch d
  set extension_count = (select count(*) from audit a
                         where a.subject = 'dispatch' and a.subject_id = d.id and a.act = 'approve-extension'
                           and a.at >= d.round_started_at)
  where d.round > 1;
update dispatch_round r
  set extension_count = (select count(*) from audit a
                         where a.subject = 'dispatch' and a.subject_id = r.dispatch_id and a.act = 'approve-extension'
                           and a.at >= r.started_at
                           and a.at < (select min(n.started_at)
                                       from (select started_at from dispatch_round
                                             where dispatch_id = r.dispatch_id and round > r.round
                                             union all
                                             select round_started_at from dispatch where id = r.dispatch_id) n));
