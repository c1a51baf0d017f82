/** The days that the mock can have, by `?case=`. */
export type MockCase =
  | 'full'
  | 'calm'
  | 'empty'
  | 'cut'
  | 'gone'
  | 'half'
  | 'big'
  | 'one'
  | 'no-grids'
  | 'single'
  | 'breach'
  | 'flood'
  | 'gateway'
  | 'full-hands'
  | 'dead-spot'
  | 'decide';

/** Kitchens of a district that is not of the usual size. */
export const siteCounts: Partial<Record<MockCase, number>> = { empty: 0, big: 25_000, one: 1 };

/** Days on which one violation moves alone: which of the world's opening stories it is, one late or one under way. */
export const onlyStory: Partial<Record<MockCase, number>> = { breach: 0, single: 1, gateway: 1 };

/** Devices of one kitchen. */
const devicesPerSite = 4;

/** All devices of the third kitchen, and some elsewhere; of every second one when a cable is cut; on a quiet day none. */
export function isOffline(mockCase: MockCase, deviceIndex: number): boolean {
  if (mockCase === 'calm') return false;
  const siteIndex = Math.floor(deviceIndex / devicesPerSite);
  if (mockCase === 'half') return siteIndex % 2 === 1;
  return siteIndex === 2 || deviceIndex % 31 === 0;
}
