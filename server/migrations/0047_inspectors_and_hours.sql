-- Up Migration

-- Of these roles only an account may be that of an inspector; others could be given one, and were woken by his messages.
update account set inspector_id = null where role not in ('inspector', 'leader') and inspector_id is not null;
