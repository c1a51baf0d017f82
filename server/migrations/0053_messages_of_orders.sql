-- Up Migration

-- The record of an order reads its messages, among those of years.
create index message_dispatch on message (dispatch_id, created_at desc) where dispatch_id is not null;

-- Each code that somebody types counts the wrong ones of his last minutes.
create index arrival_proof_inspector on arrival_proof (inspector_id, received_at) where kind = 'door-code';
