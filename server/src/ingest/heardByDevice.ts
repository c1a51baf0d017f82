/** What one packet tells, by device. */
import { maxAddressChars } from '@mingchu/shared/bindings';
import type { Heard } from './families/family.ts';
import { isStorable } from './model/storableText.ts';

/** Each in its order; without devices whose name cannot be kept. */
export function byDevice(heard: readonly Heard[]): Map<string, Heard[]> {
  const devices = new Map<string, Heard[]>();
  for (const one of heard) {
    const { device } = one;
    const list = devices.get(device);
    if (list) list.push(one);
    else if (device !== '' && device.length <= maxAddressChars && isStorable(device))
      devices.set(device, [one]);
  }
  return devices;
}
