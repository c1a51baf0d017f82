/** What a device says of itself besides what it measures: battery, signal, firmware, under whatever name. Pure. */
import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';

export type Said = NonNullable<DeviceDiagnosis['speaksAt']>['said'][number];

/** As the families pass them on: `linkquality`, `Wifi.RSSI`, `wifi:0.rssi`, `update.installed_version`. */
const signs = {
  battery: /^batter(y|ie)?(?:[._]?(?:level|percent|pct|voltage))?$|(?:^|[.:_])battery\.percent$/i,
  signal: /^linkquality$|(?:^|[.:_])(?:rssi|lqi|snr|signal)$/i,
  firmware: /firmware|(?:^|[.:_])(?:installed_version|sw_build_id|fw(?:_?id|_ver(?:sion)?)?)$/i,
} as const satisfies Record<string, RegExp>;
export type Sign = keyof typeof signs;

/** The newest value of each sign that it said. */
export function signsOf(said: readonly Said[]): Partial<Record<Sign, Said>> {
  const found: Partial<Record<Sign, Said>> = {};
  for (const one of said) {
    const sign = (Object.keys(signs) as Sign[]).find((each) => signs[each].test(one.name));
    if (sign === undefined) continue;
    const before = found[sign];
    if (!before || before.at < one.at) found[sign] = one;
  }
  return found;
}
