import { type ChannelKind, channelKinds, channelSecrets, type ChannelView } from '@mingchu/shared/notify';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../../i18n/language.ts';
import { useLiveStore } from '../../../live/store.ts';
import { OpenedForm } from '../OpenedForm.tsx';
import { Ticks } from '../Ticks.tsx';
import { useSend } from '../useAnswer.ts';
import {
  fieldValues,
  secretsNamed,
  type SettingField,
  settingFields,
  settingsFrom,
} from './settingFields.ts';

/** Whom a channel of a group may be for; leaders of single groups come beside these. */
const audienceWords = ['everyone', 'station', 'role:duty', 'role:chief', 'role:admin', 'leader:*'] as const;

/** What a template of an SMS may hold. */
const templateWords = {
  names: '{{mobile}} {{text}} {{title}} {{link}} {{id}}',
  secret: '{{secret.NAME}}',
};

/** A channel with its settings and its secrets, which are only ever written. */
export function ChannelForm(props: {
  channel: ChannelView | null;
  saved: () => void;
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const groups = useLiveStore((store) => store.live.groups);
  const { channel } = props;
  const { busy, error, send } = useSend();
  const [id, setId] = useState(channel?.id ?? '');
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? 'webhook');
  const [name, setName] = useState(channel?.name ?? '');
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const [audience, setAudience] = useState<string[]>(channel?.audience ?? []);
  const [values, setValues] = useState(() => fieldValues(kind, channel?.settings ?? {}));
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const { required, optional } = channelSecrets[kind];
  const secretNames = [...required, ...(optional ?? secretsNamed(values))];
  const save = async (): Promise<void> => {
    const given = Object.fromEntries(
      Object.entries(secrets).filter(([secret, value]) => value !== '' && secretNames.includes(secret)),
    );
    const facts = { kind, name, enabled, audience, settings: settingsFrom(kind, values) };
    const body = { ...facts, ...(Object.keys(given).length > 0 && { secrets: given }) };
    const done =
      channel === null
        ? await send('POST', '/admin/channels', { id, ...body })
        : await send('PUT', `/admin/channels/${channel.id}`, { ...body, version: channel.version });
    if (done) props.saved();
  };
  return (
    <OpenedForm
      title={channel === null ? t('office.channel.add') : channel.name}
      commit={t('office.save')}
      ready={!busy}
      error={error}
      wide
      submit={() => void save()}
      close={props.close}
    >
      <div className="office-row">
        <label>
          {t('office.rota.name')}
          <input required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {t('office.channel.kind')}
          <select
            value={kind}
            disabled={channel !== null}
            onChange={(event) => {
              const next = event.target.value as ChannelKind;
              setKind(next);
              setValues(fieldValues(next, {}));
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
          {t('office.channel.id')}
          <input
            required
            size={26}
            pattern="[a-z][a-z0-9\-]{1,39}"
            placeholder={t('office.channel.id.hint')}
            value={id}
            disabled={channel !== null}
            onChange={(event) => setId(event.target.value)}
          />
        </label>
        <label className="office-check">
          <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
          {t('office.enabled')}
        </label>
      </div>
      <Ticks
        legend={t('office.channel.audience')}
        options={[
          ...audienceWords.map((word) => ({ id: word as string, name: t(`office.audience.${word}`) })),
          ...groups.map((group) => ({
            id: `leader:${group.id}`,
            name: t('office.audience.leaderOf', { group: group.name }),
          })),
        ]}
        chosen={audience}
        choose={setAudience}
      />
      <div className="office-fields">
        {settingFields[kind].map((field: SettingField) => (
          <Setting
            key={`${kind} ${field.name}`}
            field={field}
            value={values[field.name] ?? ''}
            change={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        {secretNames.map((secret) => (
          <label key={secret}>
            {`${wordFor('office.secret', secret)}${channel?.secretNames.includes(secret) ? ` · ${t('office.secret.keep')}` : ''}`}
            <input
              type="password"
              autoComplete="new-password"
              value={secrets[secret] ?? ''}
              onChange={(event) => setSecrets({ ...secrets, [secret]: event.target.value })}
            />
          </label>
        ))}
      </div>
      {kind === 'sms' ? <p className="act-hint">{t('office.channel.template', templateWords)}</p> : null}
    </OpenedForm>
  );
}

function Setting(props: {
  field: SettingField;
  value: string;
  change: (value: string) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { name, kind, required, placeholder } = props.field;
  const shared = {
    required,
    placeholder,
    value: props.value,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) =>
      props.change(event.target.value),
  };
  return (
    <label data-wide={kind === 'text'}>
      {`${wordFor('office.setting', name)}${required ? '' : ` · ${t('office.optional')}`}`}
      {Array.isArray(kind) ? (
        <select value={props.value} onChange={shared.onChange}>
          {kind.map((word) => (
            <option key={word} value={word}>
              {wordFor('office.setting', word)}
            </option>
          ))}
        </select>
      ) : kind === 'text' ? (
        <textarea rows={3} spellCheck={false} {...shared} />
      ) : (
        <input type={kind === 'number' ? 'number' : 'text'} spellCheck={false} {...shared} />
      )}
    </label>
  );
}
