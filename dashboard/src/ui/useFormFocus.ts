import { type RefObject, useEffect, useRef } from 'react';

/** For a form that opens on a page: the focus goes to its first field, and back to what opened it when it closes. */
export function useFormFocus(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement | null>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const fields = 'input:not(:disabled), select:not(:disabled), textarea';
    form.current?.querySelector<HTMLElement>(fields)?.focus();
    form.current?.scrollIntoView({ block: 'nearest' });
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return form;
}
