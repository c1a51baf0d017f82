/**
 * Whether something grows, from looks at it over time. The slope is Theil and Sen's: the median of the slopes between
 * all pairs of looks, which a few odd looks do not turn. Its interval of 95 % is Sen's, from Kendall's statistic.
 */
export interface Slope {
  perHour: number;
  /** With 95 % certainty no less and no more than these. */
  leastPerHour: number;
  mostPerHour: number;
}

/** `cannot-tell`: the looks differ too much for so short a time. */
export type GrowthVerdict = 'grows' | 'steady' | 'cannot-tell';

const z95 = 1.96;
const sPerHour = 3_600;

/** Fewer looks have no interval of 95 %. */
export const leastLooks = 6;

/** The slope of values by time; at least {@link leastLooks}. */
export function slopeOf(looks: readonly { atS: number; value: number }[]): Slope {
  const slopes = looks
    .flatMap((a, index) => looks.slice(index + 1).map((b) => (b.value - a.value) / (b.atS - a.atS)))
    .sort((a, b) => a - b);
  const count = looks.length;
  if (count < leastLooks) throw new RangeError(`${count} looks make no slope: let it run longer`);
  const spread = z95 * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const at = (place: number): number => {
    const whole = Math.min(slopes.length - 1, Math.max(0, Math.round(place)));
    return (slopes[whole] ?? Number.NaN) * sPerHour;
  };
  const middle = (slopes.length - 1) / 2;
  return {
    perHour: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    leastPerHour: at((slopes.length - spread) / 2),
    mostPerHour: at((slopes.length + spread) / 2),
  };
}

/** Judged by what is certain: it grows when even the least is above the tolerance, and not when the most is below. */
export function judgeGrowth(slope: Slope, tolerancePerHour: number): GrowthVerdict {
  if (slope.leastPerHour > tolerancePerHour) return 'grows';
  return slope.mostPerHour <= tolerancePerHour ? 'steady' : 'cannot-tell';
}
