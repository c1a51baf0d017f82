/** From here on kilometres, m. */
const farM = 1_000;
/** A distance that is estimated is told in steps of this, m. */
const stepM = 10;

/** `42 m` or `2.9 km`. Pure. */
export function distanceText(metres: number): string {
  return metres < farM ? `${Math.round(metres)} m` : `${(metres / farM).toFixed(1)} km`;
}

/** `850 m` or `2.4 km`, of a place that is known roughly. Pure. */
export function roughDistanceText(metres: number): string {
  return distanceText(metres < farM ? Math.round(metres / stepM) * stepM : metres);
}
