-- Up Migration

-- Hours are times of a clock; 24:00 to 29:59 could be written for the early morning, and mean the same below. Hours that
-- begin so late are of the next day, and more than a whole day is a whole day.
with said as (
  select site.id, n, hours -> 'days' as days, hours ->> 'from' as opens, hours ->> 'to' as closes,
         lpad((left(hours ->> 'from', 2)::int % 24)::text, 2, '0') || right(hours ->> 'from', 3) as opens_at,
         lpad((left(hours ->> 'to', 2)::int % 24)::text, 2, '0') || right(hours ->> 'to', 3) as closes_at
  from site cross join jsonb_array_elements(opening_hours) with ordinality as of_site (hours, n)
  where opening_hours::text ~ '"(from|to)": "2[4-9]:'
), meant as (
  select id, n, opens_at,
         case when opens < '24:00' then days
              else (select coalesce(jsonb_agg(day::int % 7 + 1 order by day), '[]')
                    from jsonb_array_elements_text(days) as of_week (day)) end as days,
         case when closes = '24:00' or closes < '24:00' then closes
              when opens < '24:00' and closes_at > opens then opens
              else closes_at end as closes_at
  from said
)
update site set opening_hours = clocked.hours
from (select id, jsonb_agg(jsonb_build_object('days', days, 'from', opens_at, 'to', closes_at) order by n) as hours
      from meant group by id) as clocked
where clocked.id = site.id;

-- Of these roles only an account may be that of an inspector; others could be given one, and were woken by his messages.
update account set inspector_id = null where role not in ('inspector', 'leader') and inspector_id is not null;
