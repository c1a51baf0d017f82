-- Up Migration

-- Where a camera's live pictures come from besides MQTT. Its address, with name and password, is sealed.
alter table device
  add column picture_kind text check (picture_kind in ('snapshot', 'hls', 'whep')),
  add column picture_codec text check (picture_codec in ('h264', 'h265', 'vp8', 'vp9', 'av1')),
  add column picture_sealed bytea,
  add constraint device_picture_whole check ((picture_kind is null) = (picture_sealed is null));
