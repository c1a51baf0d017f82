/** Where the desk was looked at last, so that the way back from a kitchen leads to the same list and case. */
let last = '/console';

export function keepDeskAddress(address: string): void {
  last = address;
}

export function deskAddress(): string {
  return last;
}
