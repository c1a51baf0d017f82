-- Up Migration

-- Whether somebody can be there in time, and orders offered to two at once.
alter table dispatch
  -- Offers that wait for an answer: [{"inspectorId", "offerNumber"}], at most two; empty once somebody holds the order.
  add column open_offers jsonb not null default '[]',
  -- When the holder, or the one asked first, is expected there.
  add column eta_at timestamptz,
  -- in-time, late or nobody-in-time.
  add column forecast text;
update dispatch
set open_offers = jsonb_build_array(jsonb_build_object('inspectorId', inspector_id, 'offerNumber', offer_count))
where state = 'offered' and inspector_id is not null;

-- How an inspector travels.
alter table inspector
  add column vehicle text not null default 'e-bike' check (vehicle in ('walk', 'bicycle', 'e-bike', 'car'));
