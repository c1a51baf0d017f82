-- Up Migration

-- Numbers that can be dialled: E.164, or a mobile number of the mainland. A landline with its trunk 0 becomes E.164; what
-- cannot be dialled is dropped.
alter table inspector alter column phone drop not null;
update inspector set phone = regexp_replace(phone, '[^0-9+]', '', 'g');
update inspector set phone = '+86' || substring(phone from 2) where phone ~ '^0[1-9][0-9]{8,10}$';
update inspector set phone = null where phone !~ '^(\+[1-9][0-9]{6,14}|1[3-9][0-9]{9})$';
alter table inspector
  add constraint inspector_phone check (phone ~ '^(\+[1-9][0-9]{6,14}|1[3-9][0-9]{9})$'),
  -- What the registry says, while the plan of shifts rules him.
  add column registry_on_shift boolean,
  add column by_plan boolean not null default false,
  -- When he last came on shift: who was asked before that may be asked again.
  add column on_shift_since timestamptz;
update inspector set registry_on_shift = on_shift;

-- Who has finished an order since he was asked.
create index dispatch_finished on dispatch (inspector_id, submitted_at) where submitted_at is not null;
