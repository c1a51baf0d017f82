/** Every group and fold of a flood. */
export const everything = 'all';

/** The list at the desk with one group or fold open, by its key, or `everything`. */
export function deskPath(opens: string): string {
  return `/console?${new URLSearchParams({ open: opens })}`;
}

/** What the address asks to be open; null when it asks for nothing. */
export function askedOpen(search: string): string | null {
  return new URLSearchParams(search).get('open');
}
