import { type AdminMessage, builtInChannels, type ChannelView, messageStates } from '@mingchu/shared/notify';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { wordFor } from '../../i18n/language.ts';
import { useLiveStore } from '../../live/store.ts';
import { clockText } from '../../ui/time.ts';
import { messageText } from '../../ui/messageText.ts';
import { recipientText } from '../../ui/words.ts';
import { Moment } from './Moment.tsx';
import { Older } from './Older.tsx';
import { OneOrAll } from './OneOrAll.tsx';
import { Page, Part } from './Page.tsx';
import { People } from './People.tsx';
import { useAnswer } from './useAnswer.ts';

/** Words that messages are addressed to, beside the people themselves. */
const recipientWords = ['role:duty', 'role:chief', 'role:admin', 'station'] as const;

/** Every message with its receipt and its error, the newest first. */
export default function Messages(): React.JSX.Element {
  const { t } = useTranslation();
  const [state, setState] = useState('');
  const [channel, setChannel] = useState('');
  const [recipient, setRecipient] = useState('');
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({
    limit: '50',
    ...(state && { state }),
    ...(channel && { channel }),
    ...(recipient && { recipient }),
    ...(cursor !== null && { cursor }),
  });
  const answer = useAnswer<{ items: AdminMessage[]; nextCursor: string | null }>(`/admin/messages?${query}`);
  const outside = useAnswer<{ items: ChannelView[] }>('/admin/channels').body?.items ?? [];
  // One that has been deleted is still named by its messages.
  const seen = answer.body?.items.map((message) => message.channel) ?? [];
  const channels = [
    ...new Set([
      ...builtInChannels.filter((each) => each !== 'everyone'),
      ...outside.map(({ id }) => id),
      channel,
      ...seen,
    ]),
  ].filter(Boolean);
  const channelName = (id: string): string =>
    outside.find((each) => each.id === id)?.name ?? wordFor('console.channel', id);
  const narrow = (set: (value: string) => void) => (value: string) => {
    setCursor(null);
    set(value);
  };
  return (
    <Page
      title={t('office.messages')}
      tools={
        <>
          <OneOrAll
            label={t('office.message.state')}
            chosen={state}
            keys={messageStates}
            textOf={(each) => t(`office.message.${each}`)}
            choose={narrow(setState)}
          />
          <OneOrAll
            label={t('office.message.channel')}
            chosen={channel}
            keys={channels}
            textOf={channelName}
            choose={narrow(setChannel)}
          />
          <label>
            {t('office.message.to')}{' '}
            <input
              list="recipients"
              value={recipient}
              size={12}
              onChange={(event) => narrow(setRecipient)(event.target.value)}
            />
            <People id="recipients" prefix="console.recipient" words={recipientWords} />
          </label>
        </>
      }
    >
      <Part
        title={t('office.messages.list')}
        answer={answer}
        empty={({ items }) => (items.length === 0 ? t('office.noMessages') : null)}
      >
        {({ items, nextCursor }) => (
          <>
            <Lines items={items} channelName={channelName} />
            <Older cursor={cursor} next={nextCursor} go={setCursor} />
          </>
        )}
      </Part>
    </Page>
  );
}

function Lines(props: {
  items: readonly AdminMessage[];
  channelName: (id: string) => string;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  return (
    <table className="office-table office-messages">
      <thead>
        <tr>
          <th scope="col">{t('office.message.at')}</th>
          <th scope="col">{t('office.message.to')}</th>
          <th scope="col">{t('office.message.channel')}</th>
          <th scope="col">{t('office.message.text')}</th>
          <th scope="col">{t('office.message.state')}</th>
          <th scope="col">{t('office.message.receipt')}</th>
        </tr>
      </thead>
      <tbody>
        {props.items.map((message) => (
          <tr key={message.id} data-state={message.state}>
            <td>
              <Moment iso={message.createdAt} />
            </td>
            <td>{recipientText(live, message.recipientId)}</td>
            <td>{props.channelName(message.channel)}</td>
            <td>
              {message.violationId === null ? (
                messageText(message)
              ) : (
                <Link href={`/console?id=${message.violationId}`}>{messageText(message)}</Link>
              )}
              {message.lastError ? <p className="office-error">▲ {message.lastError}</p> : null}
            </td>
            <td className="office-piece">
              {message.state === 'failed' ? '▲ ' : ''}
              {t(`office.message.${message.state}`)}
              {message.attempts.length > 1 ? ` ×${message.attempts.length}` : ''}
            </td>
            <td>
              <Receipts message={message} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Receipts(props: { message: AdminMessage }): React.JSX.Element {
  const { t } = useTranslation();
  const { deliveredAt, shownAt, openedAt, readAt, routeReason } = props.message;
  const said = (
    [
      ['delivered', deliveredAt],
      ['shown', shownAt],
      ['opened', openedAt],
      ['read', readAt],
    ] as const
  ).flatMap(([what, at]) =>
    at === null ? [] : [`${t(`office.receipt.${what}`)} ${clockText(Date.parse(at))}`],
  );
  return (
    <>
      {said.length === 0 ? '–' : null}
      {said.map((each, index) => (
        <span key={each}>
          {index === 0 ? '' : ' · '}
          <span className="office-piece">{each}</span>
        </span>
      ))}
      {routeReason === null ? null : <small> {wordFor('office.route', routeReason)}</small>}
    </>
  );
}
