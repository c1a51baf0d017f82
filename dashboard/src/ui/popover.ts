/** A `details` that opens over the list goes away like a menu: when it is left, and by Escape. */
import type { FocusEvent, KeyboardEvent } from 'react';

/** For `onBlur`: the focus went to something outside. */
export function closeWhenLeft(event: FocusEvent<HTMLDetailsElement>): void {
  if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
}

/** For `onKeyDown`; the focus goes back to what opened it. */
export function closeOnEscape(event: KeyboardEvent<HTMLDetailsElement>): void {
  if (event.key !== 'Escape' || !event.currentTarget.open) return;
  // The page has an Escape of its own.
  event.stopPropagation();
  event.currentTarget.open = false;
  event.currentTarget.querySelector('summary')?.focus();
}
