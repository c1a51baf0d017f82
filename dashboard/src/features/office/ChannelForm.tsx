import { type ChannelKind, channelKinds, channelSecrets, type ChannelView } from '@mingchu/shared/notify';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from './useAnswer.ts';

/** What each kind wants to know before it works, as a start for the settings. */
const firstSettings: Record<ChannelKind, object> = {
  email: { host: 'smtp.example.com', port: 465, secure: true, from: 'mingchu@example.com' },
  sms: { url: 'https://sms.example.com/send', method: 'POST', body: '{"to":"{mobile}","text":"{text}"}' },
  dingtalk: {},
  wecom: {},
  feishu: {},
  webhook: { url: 'https://example.com/hook' },
};

/** A channel with its settings as JSON and its secrets, which are only ever written. */
export function ChannelForm(props: {
  channel: ChannelView | null;
  saved: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { channel } = props;
  const { busy, error, send } = useSend();
  const [id, setId] = useState(channel?.id ?? '');
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? 'webhook');
  const [name, setName] = useState(channel?.name ?? '');
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const [audience, setAudience] = useState((channel?.audience ?? []).join(' '));
  const [settings, setSettings] = useState(() =>
    JSON.stringify(channel?.settings ?? firstSettings.webhook, null, 2),
  );
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const parsed = parse(settings);
  const names = [...channelSecrets[kind].required, ...(channelSecrets[kind].optional ?? [])];
  const save = async (): Promise<void> => {
    const given = Object.fromEntries(Object.entries(secrets).filter(([, secret]) => secret !== ''));
    const body = {
      kind,
      name,
      enabled,
      audience: audience.split(/\s+/).filter(Boolean),
      settings: parsed,
      ...(Object.keys(given).length > 0 && { secrets: given }),
    };
    const done =
      channel === null
        ? await send('POST', '/admin/channels', { id, ...body })
        : await send('PUT', `/admin/channels/${channel.id}`, { ...body, version: channel.version });
    if (done) props.saved();
  };
  return (
    <form
      className="act-form office-wide"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="office-row">
        <label>
          {t('office.channel.id')}
          <input
            required
            pattern="[a-z][a-z0-9\-]{1,39}"
            value={id}
            disabled={channel !== null}
            onChange={(event) => setId(event.target.value)}
          />
        </label>
        <label>
          {t('office.channel.kind')}
          <select
            value={kind}
            disabled={channel !== null}
            onChange={(event) => {
              const next = event.target.value as ChannelKind;
              setKind(next);
              setSettings(JSON.stringify(firstSettings[next], null, 2));
            }}
          >
            {channelKinds.map((each) => (
              <option key={each} value={each}>
                {t(`office.kind.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('office.rota.name')}
          <input required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label className="office-check">
          <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
          {t('office.enabled')}
        </label>
      </div>
      <label>
        {t('office.channel.audience')}
        <input
          value={audience}
          placeholder="role:duty role:chief leader:* station"
          onChange={(event) => setAudience(event.target.value)}
        />
      </label>
      <label>
        {t('office.channel.settings')}
        <textarea
          rows={5}
          spellCheck={false}
          className="num"
          value={settings}
          onChange={(event) => setSettings(event.target.value)}
        />
      </label>
      {parsed === null ? <p className="act-error">{t('office.channel.notJson')}</p> : null}
      {names.map((secret) => (
        <label key={secret}>
          {`${secret} · ${channel?.secretNames.includes(secret) ? t('office.secret.keep') : t('office.secret.none')}`}
          <input
            type="password"
            autoComplete="new-password"
            value={secrets[secret] ?? ''}
            onChange={(event) => setSecrets({ ...secrets, [secret]: event.target.value })}
          />
        </label>
      ))}
      {error ? (
        <p className="act-error" role="alert">
          {error}
        </p>
      ) : null}
      <p className="act-buttons">
        <button type="submit" className="button button-main" disabled={busy || parsed === null}>
          {t('office.save')}
        </button>
        <button type="button" className="button" onClick={props.close}>
          {t('console.cancel')}
        </button>
      </p>
    </form>
  );
}

/** Null for what is no JSON object. */
function parse(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
