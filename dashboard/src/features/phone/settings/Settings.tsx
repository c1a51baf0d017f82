import type { Session } from '@mingchu/shared/http';
import { languages, type MyNotifications, type NotificationChoice } from '@mingchu/shared/notify';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../../http/request.ts';
import { LanguageSwitch } from '../../../ui/LanguageSwitch.tsx';
import { PasswordForm } from '../../../ui/PasswordForm.tsx';
import { useThemeChoice } from '../../../ui/theme.ts';
import { themeChoices } from '../../../ui/themeChoice.ts';
import { OneOf } from '../OneOf.tsx';
import { type PushState, pushState, switchPushOff, switchPushOn } from './push.ts';
import { Shift } from './Shift.tsx';
import { Swaps } from './Swaps.tsx';

/** What is his own at this phone: his shift and swaps, how he is told, language, light or dark, signing out. */
export function Settings(props: {
  session: Session;
  onSignOut: () => void;
  /** Whether a message leads to his swaps, until they are there. */
  swapsSought: boolean;
  onSwaps: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { inspectorId } = props.session;
  const [mine, setMine] = useState<MyNotifications | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    request<MyNotifications>('GET', '/me/notifications').then(setMine, (failure: unknown) =>
      setError(errorText(failure)),
    );
  }, []);

  async function save(change: Partial<NotificationChoice>): Promise<void> {
    if (!mine) return;
    const { email, mobile, language, channelOrder, quietHours } = { ...mine, ...change };
    const choice: NotificationChoice = { email, mobile, language, channelOrder, quietHours };
    setMine({ ...mine, ...choice });
    setError(null);
    try {
      setMine(await request<MyNotifications>('PUT', '/me/notifications', choice));
    } catch (failure) {
      setMine(mine);
      setError(errorText(failure));
    }
  }

  return (
    <section className="settings" aria-label={t('phone.me')}>
      <Shift />
      {inspectorId === null ? null : (
        <Swaps inspectorId={inspectorId} sought={props.swapsSought} onFound={props.onSwaps} />
      )}
      {mine ? (
        <>
          <Push publicKey={mine.push.publicKey} />
          <Channels mine={mine} save={save} />
          <QuietHours mine={mine} save={save} />
          <OneOf
            className="card"
            legend={t('phone.me.messageLanguage')}
            name="language"
            values={languages}
            textOf={(language) => (language === 'en' ? 'English' : '中文')}
            chosen={mine.language}
            choose={(language) => void save({ language })}
          />
        </>
      ) : null}
      <Appearance />
      <div aria-live="polite">{error ? <p className="order-error">{error}</p> : null}</div>
      <details className="card phone-password">
        <summary className="step">{t('office.password')}</summary>
        <PasswordForm className="phone-form" button="step" />
      </details>
      <div className="card">
        <p>{`${props.session.displayName} · ${props.session.username}`}</p>
        <LanguageSwitch className="step" />
        <button type="button" className="step" onClick={props.onSignOut}>
          {t('nav.signOut')}
        </button>
      </div>
    </section>
  );
}

/** Dark or light: light until he says otherwise, for the sun. */
function Appearance(): React.JSX.Element {
  const { t } = useTranslation();
  const [chosen, choose] = useThemeChoice();
  return (
    <OneOf
      className="card"
      legend={t('theme')}
      hint={t('phone.me.theme.hint')}
      name="theme"
      values={themeChoices}
      whole="system"
      textOf={(each) => t(`theme.${each}`)}
      chosen={chosen}
      choose={choose}
    />
  );
}

/** Explains first, asks on a tap. */
function Push(props: { publicKey: string }): React.JSX.Element {
  const { t } = useTranslation();
  const [state, setState] = useState<PushState | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    pushState().then(setState, () => setState('impossible'));
  }, []);
  const change = (work: Promise<PushState>): void => {
    setError(null);
    work.then(setState, (failure: unknown) =>
      setError(failure instanceof DOMException ? t('phone.push.failed') : errorText(failure)),
    );
  };
  return (
    <div className="card" data-testid="push" data-push={state ?? 'asking'}>
      <h2>{t('phone.push')}</h2>
      <p>{t(`phone.push.${state ?? 'off'}`)}</p>
      {state === 'off' ? (
        <button
          type="button"
          className="step step-main"
          data-testid="push-on"
          onClick={() => change(switchPushOn(props.publicKey))}
        >
          {t('phone.push.switchOn')}
        </button>
      ) : null}
      {state === 'on' ? (
        <button type="button" className="step" onClick={() => change(switchPushOff())}>
          {t('phone.push.switchOff')}
        </button>
      ) : null}
      {error ? (
        <p className="order-error" role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

interface ChoiceProps {
  mine: MyNotifications;
  save: (change: Partial<NotificationChoice>) => Promise<void>;
}

/** In which order he is told, by touch: the first that reaches him is used. */
function Channels({ mine, save }: ChoiceProps): React.JSX.Element | null {
  const { t } = useTranslation();
  const { channelOrder, channels } = mine;
  if (channels.length === 0) return null;
  const toggle = (id: string): void =>
    void save({
      channelOrder: channelOrder.includes(id)
        ? channelOrder.filter((each) => each !== id)
        : [...channelOrder, id],
    });
  return (
    <fieldset className="choices card">
      <legend>{t('phone.me.channels')}</legend>
      <p>{t(channelOrder.length === 0 ? 'phone.me.channels.default' : 'phone.me.channels.hint')}</p>
      {channels.map(({ id, kind, name }) => {
        const place = channelOrder.indexOf(id);
        return (
          <label key={id} className={channels.length === 1 ? 'whole' : undefined} data-chosen={place >= 0}>
            <input type="checkbox" checked={place >= 0} onChange={() => toggle(id)} />
            {kind === 'web-push' ? t('phone.push') : name}
            {place >= 0 ? <b className="num">{place + 1}</b> : null}
          </label>
        );
      })}
      <Address mine={mine} save={save} field="mobile" />
      <Address mine={mine} save={save} field="email" />
    </fieldset>
  );
}

function Address({ mine, save, field }: ChoiceProps & { field: 'mobile' | 'email' }): React.JSX.Element {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(mine[field] ?? '');
  const value = typed.trim() === '' ? null : typed.trim();
  return (
    <label className="field">
      {t(`phone.me.${field}`)}
      <input
        type={field === 'email' ? 'email' : 'tel'}
        autoComplete={field === 'email' ? 'email' : 'tel'}
        placeholder={field === 'mobile' ? (mine.registryMobile ?? '') : ''}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => (value === mine[field] ? undefined : void save({ [field]: value }))}
      />
    </label>
  );
}

const usualQuiet = { from: '22:00', to: '06:00' };

function QuietHours({ mine, save }: ChoiceProps): React.JSX.Element {
  const { t } = useTranslation();
  const { quietHours } = mine;
  return (
    <fieldset className="choices card">
      <legend>{t('phone.me.quiet')}</legend>
      <p>{t('phone.me.quiet.hint')}</p>
      <label className="whole" data-chosen={quietHours !== null}>
        <input
          type="checkbox"
          checked={quietHours !== null}
          onChange={() => void save({ quietHours: quietHours === null ? usualQuiet : null })}
        />
        {t('phone.me.quiet.on')}
      </label>
      {quietHours
        ? (['from', 'to'] as const).map((end) => (
            <label key={end} className="field">
              {t(`phone.me.quiet.${end}`)}
              <input
                type="time"
                value={quietHours[end]}
                onChange={(event) =>
                  event.target.value === ''
                    ? undefined
                    : void save({ quietHours: { ...quietHours, [end]: event.target.value } })
                }
              />
            </label>
          ))
        : null}
    </fieldset>
  );
}
