/** Where the phone is, if its owner allows it. */
export interface PhonePosition {
  lat: number;
  lon: number;
  accuracyM: number;
}

/** Longest wait for a fix, ms: standing at a door one does not wait longer. */
const fixTimeoutMs = 8_000;

/** The position now, or null when it is refused, not to be had, or takes too long. */
export function currentPosition(): Promise<PhonePosition | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude, accuracyM: coords.accuracy }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: fixTimeoutMs, maximumAge: 10_000 },
    );
  });
}
