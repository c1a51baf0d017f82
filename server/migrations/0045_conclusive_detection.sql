-- Up Migration

-- Judged by its device and told once, so that a trial and a preview count it as the rules did; null: one vote.
alter table detection add column conclusive boolean;
