-- Up Migration

alter table shift_swap
  -- The hours that an inspector asked about; null where a leader entered the swap.
  add column begins_at timestamptz,
  add column ends_at timestamptz,
  drop constraint shift_swap_state_check,
  add constraint shift_swap_state_check
    check (state in ('asked', 'taken', 'agreed', 'refused', 'withdrawn', 'lapsed'));

-- Which hours they were about was not kept: they are asked for anew.
update shift_swap set state = 'withdrawn' where state = 'asked';

-- One request for a shift at a time.
create unique index shift_swap_open on shift_swap (giver_id, date) where state in ('asked', 'taken');
