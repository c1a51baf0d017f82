/** Which Shelly devices sleep: by the model that their ids begin with. */

/** Battery devices, all but a few seconds without a connection; how often each wakes by itself, s. */
const sleepers: readonly [string, number][] = [
  ['shellyht-', 43_200],
  ['shellyflood-', 86_400],
  ['shellydw-', 43_200],
  ['shellydw2-', 43_200],
  ['shellysmoke-', 86_400],
  ['shellyplusht-', 7200],
  ['shellyhtg3-', 7200],
  ['shellyplussmoke-', 86_400],
  ['shellyfloodg4-', 86_400],
];

/** Seconds between two reports of a device that sleeps; undefined for one that does not. */
export function sleepPeriodS(id: string): number | undefined {
  return sleepers.find(([start]) => id.toLowerCase().startsWith(start))?.[1];
}
