import type { InAppMessage } from '@mingchu/shared/live';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { serverNow } from '../../../live/store.ts';
import { messageText } from '../../../ui/messageText.ts';
import { whenMinuteText } from '../../../ui/time.ts';
import { isOfSwap } from './isOfSwap.ts';

/** His messages, newest first; an order that is still his, and his swaps, are one touch away. */
export function Messages(props: {
  messages: readonly InAppMessage[];
  openOrders: ReadonlySet<string>;
  onOpen: (dispatchId: string) => void;
  onSwaps: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { messages, openOrders } = props;
  return (
    <section aria-label={t('phone.messages')}>
      {messages.length === 0 ? <p className="phone-note">{t('phone.messages.empty')}</p> : null}
      <ul className="phone-messages">
        {messages.map((message) => {
          const { id, at, dispatchId } = message;
          return (
            <li key={id}>
              <time dateTime={at} className="num">
                {whenMinuteText(Date.parse(at), serverNow())}
              </time>
              <div>
                <p>{messageText(message)}</p>
                {dispatchId !== null && openOrders.has(dispatchId) ? (
                  <button type="button" className="phone-quiet" onClick={() => props.onOpen(dispatchId)}>
                    {t('phone.messages.open')}
                  </button>
                ) : null}
                {isOfSwap(message) ? (
                  <button type="button" className="phone-quiet" onClick={props.onSwaps}>
                    {t('phone.messages.swaps')}
                  </button>
                ) : null}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Messages of this session that were on screen already. */
const receipted = new Map<string, 'shown' | 'opened'>();

/**
 * Tells the server that messages came to this phone, and, with the list open, that they were read: what has come
 * need not be sent by the next channel.
 */
export function useReceipts(
  messages: readonly InAppMessage[],
  given: { live: boolean; open: boolean },
): void {
  const { live, open } = given;
  const started = useRef<number | null>(null);
  useEffect(() => {
    if (!live || document.visibilityState !== 'visible') return;
    const event = open ? 'opened' : 'shown';
    // By the server's clock, as `at` is, which is known once the page is live: the phone's own may be off by hours.
    started.current ??= serverNow();
    for (const { id, at } of messages) {
      // What is older than this page was told of before; only its reading is news.
      if (event === 'shown' && Date.parse(at) < started.current - 60_000) continue;
      if (receipted.get(id) === event || receipted.get(id) === 'opened') continue;
      receipted.set(id, event);
      void request('POST', `/messages/${encodeURIComponent(id)}/receipt`, { event }).catch(() =>
        receipted.delete(id),
      );
    }
  }, [messages, live, open]);
}
