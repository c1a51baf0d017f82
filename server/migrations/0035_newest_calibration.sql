-- Up Migration

-- The list of calibrations finds the newest of each sensor, and when it is due, in the index alone.
drop index calibration_in_force;
create unique index calibration_in_force on calibration (site_id, device_id, metric, valid_from)
  include (due_on, id) where withdrawn_at is null;

-- Down Migration

drop index calibration_in_force;
create unique index calibration_in_force on calibration (site_id, device_id, metric, valid_from)
  where withdrawn_at is null;
