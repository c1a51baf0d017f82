import type { SiteCalibrationLine } from '@mingchu/shared/calibration';
import type { Device } from '@mingchu/shared/registry';
import type { Metric } from '@mingchu/shared/vocabulary';
import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';

/** As often as the charts beside it, ms. */
const refreshMs = 60_000;

/** Sensors of a site and the certificates by which they are corrected; empty for who may not see them. */
export function useCalibrations(siteId: string, allowed: boolean): readonly SiteCalibrationLine[] {
  const [lines, setLines] = useState<readonly SiteCalibrationLine[]>([]);
  useEffect(() => {
    if (!allowed) return;
    let wanted = true;
    const load = () => {
      request<{ items: SiteCalibrationLine[] }>('GET', `/sites/${siteId}/calibrations`).then(
        ({ items }) => wanted && setLines(items),
        () => {}, // What was known stays; the charts do not depend on it.
      );
    };
    load();
    const timer = setInterval(load, refreshMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [siteId, allowed]);
  return lines;
}

/** By which one metric of a device is corrected; undefined where nothing is known of it. */
export function calibrationOf(
  lines: readonly SiteCalibrationLine[],
  device: Pick<Device, 'id'>,
  metric: Metric,
): SiteCalibrationLine | undefined {
  return lines.find((line) => line.deviceId === device.id && line.metric === metric);
}
