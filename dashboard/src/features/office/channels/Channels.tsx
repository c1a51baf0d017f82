import type { ChannelTestResult, ChannelView } from '@mingchu/shared/notify';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../../http/request.ts';
import { spanText } from '../../../ui/time.ts';
import { ChannelForm } from './ChannelForm.tsx';
import { Page, Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';

/** The ways out of the house: e-mail, SMS, robots, webhooks. Secrets are written and never read again. */
export default function Channels(): React.JSX.Element {
  const { t } = useTranslation();
  const answer = useAnswer<{ items: ChannelView[] }>('/admin/channels');
  const [editing, setEditing] = useState<ChannelView | 'new' | null>(null);
  const saved = (): void => {
    setEditing(null);
    answer.again();
  };
  return (
    <Page
      title={t('office.channels')}
      tools={
        <button type="button" className="button button-main" onClick={() => setEditing('new')}>
          {t('office.channel.add')}
        </button>
      }
    >
      {editing === null ? null : (
        <ChannelForm
          key={editing === 'new' ? 'new' : editing.id}
          channel={editing === 'new' ? null : editing}
          saved={saved}
          close={() => setEditing(null)}
        />
      )}
      <Part
        title={t('office.channels.list')}
        answer={answer}
        empty={({ items }) => (items.length === 0 ? t('office.noChannels') : null)}
      >
        {({ items }) => (
          <ul className="office-cards">
            {items.map((channel) => (
              <li key={channel.id} data-testid="channel" data-channel-id={channel.id}>
                <h4>
                  {channel.name} <small>{t(`office.kind.${channel.kind}`)}</small>
                </h4>
                <p>{channel.enabled ? `● ${t('office.enabled')}` : `○ ${t('office.disabled')}`}</p>
                <p>{channel.hasSecret ? t('office.secret.set') : t('office.secret.none')}</p>
                <p>{t('office.channel.waiting', { n: channel.waiting })}</p>
                <p>
                  {channel.lastDeliveredAt === null
                    ? t('office.channel.never')
                    : t('office.channel.last', {
                        at: spanText(Date.parse(channel.lastDeliveredAt)),
                      })}
                </p>
                {channel.lastError ? <p className="office-error">▲ {channel.lastError}</p> : null}
                <p className="act-buttons">
                  <TestButton channel={channel} />
                  <button type="button" className="button" onClick={() => setEditing(channel)}>
                    {t('office.change')}
                  </button>
                </p>
              </li>
            ))}
          </ul>
        )}
      </Part>
    </Page>
  );
}

/** Sends one message now and says what the other side said. */
export function TestButton(props: { channel: ChannelView }): React.JSX.Element {
  const { t } = useTranslation();
  const { channel } = props;
  const [result, setResult] = useState<ChannelTestResult | string | null>(null);
  const [busy, setBusy] = useState(false);
  const [to, setTo] = useState('');
  const personal = channel.kind === 'email' || channel.kind === 'sms';
  const test = async (): Promise<void> => {
    setBusy(true);
    try {
      const body = channel.kind === 'email' ? { email: to } : channel.kind === 'sms' ? { mobile: to } : {};
      setResult(await request<ChannelTestResult>('POST', `/admin/channels/${channel.id}/test`, body));
    } catch (failure) {
      setResult(errorText(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {personal ? (
        <input
          aria-label={t('office.test.to')}
          placeholder={t('office.test.to')}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
      ) : null}
      <button
        type="button"
        className="button"
        disabled={busy || (personal && to === '')}
        onClick={() => void test()}
      >
        {t('office.test')}
      </button>
      <TestOutcome said={result} />
    </>
  );
}

/** What the other side said, or why nobody could ask it. */
export function TestOutcome({ said }: { said: ChannelTestResult | string | null }): React.JSX.Element {
  const { t } = useTranslation();
  const text = (): string | null => {
    if (said === null) return null;
    if (typeof said === 'string') return `▲ ${said}`;
    const taken = said.taken ? `✓ ${t('office.test.taken')}` : `▲ ${t('office.test.notTaken')}`;
    return `${taken} · ${said.tookMs} ms · ${said.reply}`;
  };
  return <output data-testid="test-result">{text()}</output>;
}
