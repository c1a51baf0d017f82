/** The number of an inspector, to be dialled from the desk. Asked for over HTTP: no live message carries it. */
import type { InspectorPhone } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { request } from '../../http/request.ts';
import { useSession } from '../../http/session.ts';

/** The book is asked for again when a number is looked at and it is older than this, ms. */
const oldAfterMs = 5 * 60_000;

const usePhoneBook = create<{ askedAt: number; username: string; phones: ReadonlyMap<string, string> }>(
  () => ({ askedAt: 0, username: '', phones: new Map() }),
);

/** The number of this inspector; null when there is none, or who is signed in may not call. */
function usePhone(inspectorId: string | null): string | null {
  const { state } = useSession();
  const caller =
    state.status === 'signed-in' && may(state.session.role, 'inspector.call') ? state.session : null;
  const { username, phones } = usePhoneBook();
  useEffect(() => {
    if (caller !== null) void renewPhoneBook(caller.username);
  }, [caller?.username, inspectorId]);
  if (caller === null || inspectorId === null || username !== caller.username) return null;
  return phones.get(inspectorId) ?? null;
}

/** What cannot be asked now is asked with the next number: the case is worked on without it. */
async function renewPhoneBook(username: string): Promise<void> {
  const before = usePhoneBook.getState();
  if (before.username === username && performance.now() - before.askedAt < oldAfterMs) return;
  usePhoneBook.setState({ username, askedAt: performance.now(), phones: new Map() });
  try {
    const { items } = await request<{ items: InspectorPhone[] }>('GET', '/inspectors/phones');
    usePhoneBook.setState({ phones: new Map(items.map(({ inspectorId, phone }) => [inspectorId, phone])) });
  } catch {
    usePhoneBook.setState({ askedAt: 0, username: '' });
  }
}

/** A link that dials; nothing without a number. */
export function PhoneLink(props: { inspectorId: string | null; name: string }): React.JSX.Element | null {
  const { t } = useTranslation();
  const phone = usePhone(props.inspectorId);
  if (phone === null) return null;
  const text = phoneText(phone);
  return (
    <a
      className="phone-link num"
      href={`tel:${phone}`}
      aria-label={t('console.call', { name: props.name, phone: text })}
    >
      {text}
    </a>
  );
}

/** A mobile number of the mainland in the groups that people read it in; others as they are. */
function phoneText(phone: string): string {
  return phone.replace(
    /^(\+86)?(1\d{2})(\d{4})(\d{4})$/,
    (_, country: string | undefined, ...groups: string[]) =>
      [country, ...groups.slice(0, 3)].filter(Boolean).join(' '),
  );
}
