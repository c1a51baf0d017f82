import type { TimelineEntry } from '@mingchu/shared/http';
import type { ToldFacts } from '@mingchu/shared/notify';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { messageText } from '../../../ui/messageText.ts';
import { recipientText } from '../../../ui/words.ts';
import { momentText } from './recordWords.ts';
import type { CaseRecord } from './useCaseRecord.ts';

/** Who was told what, by which channel, and whether it reached him. */
export function MessagesPart(props: { live: LiveState; record: CaseRecord }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { messages } = props.record;
  if (messages.length === 0) return null;
  return (
    <details className="card" open={messages.some((entry) => receiptOf(entry).state === 'failed')}>
      <summary>
        <h3>
          {t('console.messages')} <span className="num">{messages.length}</span>
        </h3>
      </summary>
      <ol className="messages">
        {messages.map((entry) => (
          <Message key={entry.subjectId} live={props.live} entry={entry} />
        ))}
      </ol>
    </details>
  );
}

const receiptMarks = { failed: '✕', opened: '◉', shown: '●', delivered: '◐', waiting: '○' } as const;
/** How far a message has come. */
export type ReceiptState = keyof typeof receiptMarks;

function Message(props: { live: LiveState; entry: TimelineEntry }): React.JSX.Element {
  const { t } = useTranslation();
  const { entry, live } = props;
  const text = (name: string): string => String(entry.detail[name] ?? '');
  const receipt = receiptOf(entry);
  const told = {
    step: entry.act.replace(/^tell-/, ''),
    text: text('text'),
    facts: (entry.detail['facts'] ?? null) as ToldFacts | null,
  };
  return (
    <li data-receipt={receipt.state}>
      <time className="num" dateTime={entry.at}>
        {momentText(entry.at)}
      </time>
      <span>
        <b>{recipientText(live, text('recipientId'))}</b>{' '}
        <small>{wordFor('console.channel', text('channel'))}</small>
      </span>
      <span className="message-receipt num">
        {`${receiptMarks[receipt.state]} ${t(`console.receipt.${receipt.state}`)}`}
        {receipt.at ? ` ${momentText(receipt.at)}` : ''}
      </span>
      <q>{messageText(told)}</q>
      {receipt.state === 'failed' && text('lastError') ? (
        <small className="message-error">{text('lastError')}</small>
      ) : null}
    </li>
  );
}

/** The furthest that a message has come. */
function receiptOf({ reason, detail }: TimelineEntry): {
  state: ReceiptState;
  at: string | null;
} {
  const time = (name: string): string | null => {
    const value = detail[name];
    return typeof value === 'string' ? value : null;
  };
  const [opened, shown] = [time('openedAt') ?? time('readAt'), time('shownAt')];
  if (opened) return { state: 'opened', at: opened };
  if (shown) return { state: 'shown', at: shown };
  if (reason === 'failed') return { state: 'failed', at: null };
  const delivered = time('deliveredAt');
  return delivered ? { state: 'delivered', at: delivered } : { state: 'waiting', at: null };
}
