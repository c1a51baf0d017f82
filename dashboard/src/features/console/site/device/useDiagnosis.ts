import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import { useEffect, useState } from 'react';
import { errorText, request } from '../../../../http/request.ts';

/** What a device says changes every few seconds at most; the page asks as often as somebody looks, ms. */
const refreshMs = 10_000;

/** What the server knows of a device, asked for again while the page is open; what came before stays meanwhile. */
export function useDiagnosis(
  { siteId, deviceId }: { siteId: string; deviceId: string },
  wanted: boolean,
): { diagnosis: DeviceDiagnosis | null; error: string | null } {
  const [diagnosis, setDiagnosis] = useState<DeviceDiagnosis | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let isHere = true;
    const load = () => {
      request<DeviceDiagnosis>('GET', `/sites/${siteId}/devices/${deviceId}`).then(
        (next) => {
          if (!isHere) return;
          setDiagnosis(next);
          setError(null);
        },
        (failure: unknown) => isHere && setError(errorText(failure)),
      );
    };
    load();
    const timer = setInterval(load, refreshMs);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [siteId, deviceId, wanted]);
  return { diagnosis, error };
}
