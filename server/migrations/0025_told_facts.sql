-- Up Migration

-- What a message tells, as data: screens word it in their own language. Null for what was written before.
alter table message add column facts jsonb;

-- What overtook an act that a phone had kept, as data: a screen says it in its own language.
alter table queued_act add column happened jsonb;
