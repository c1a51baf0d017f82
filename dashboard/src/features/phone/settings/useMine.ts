import { useCallback, useEffect, useRef, useState } from 'react';
import { errorText, request } from '../../../http/request.ts';
import { useLink } from '../../../live/useLive.ts';
import { useLiveStore } from '../../../live/store.ts';
import { isOfSwap } from '../messages/isOfSwap.ts';

interface Mine<Answer> {
  answer: Answer | null;
  /** Why it could not be read, in words. */
  unread: string | null;
  again: () => Promise<void>;
}

/**
 * What `GET path` says of his shifts: read once the phone is live, and anew when a message tells of a swap and when he
 * comes back to the page. What was read stays when the network goes.
 */
export function useMine<Answer>(path: string): Mine<Answer> {
  const online = useLink() === 'synced';
  const told = useLiveStore(({ live }) => live.messages.find(isOfSwap)?.id);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [unread, setUnread] = useState<string | null>(null);
  const asked = useRef(0);
  const again = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    // Only what was asked last counts: an answer that was under way may be older.
    const isLast = (): boolean => mine === asked.current;
    try {
      const said = await request<Answer>('GET', path);
      if (isLast()) setAnswer(said);
      if (isLast()) setUnread(null);
    } catch (failure) {
      if (isLast()) setUnread(errorText(failure));
    }
  }, [path]);
  useEffect(() => {
    if (!online) return undefined;
    void again();
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') void again();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [online, told, again]);
  return { answer, unread: online ? unread : null, again };
}
