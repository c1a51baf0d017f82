import type { MapSettings } from '@mingchu/shared/mapSettings';
import { useEffect, useState } from 'react';
import { request } from '../../../http/request.ts';

/** A wall that started while the server was away asks again after this long. */
const againMs = 30_000;

/** What the station's map is drawn on; null until the server has said it. */
export function useMapSettings(): MapSettings | null {
  const [settings, setSettings] = useState<MapSettings | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      try {
        const answer = await request<MapSettings>('GET', '/map-settings');
        if (current) setSettings(answer);
      } catch {
        // The district's own areas need no answer.
        if (current) timer = setTimeout(() => void ask(), againMs);
      }
    };
    void ask();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, []);
  return settings;
}
