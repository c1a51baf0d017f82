-- Up Migration

-- The device of the same site that speaks for this one, e.g. the gateway that passes on its messages. Devices of families
-- need none: their family names it. No reference: an import may name a gateway before it comes, and one that is not
-- there explains nothing.
alter table device add column gateway_id text;

-- Down Migration

alter table device drop column gateway_id;
