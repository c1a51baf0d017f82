import type { DoorCodeView } from '@mingchu/shared/arrival';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../live/store.ts';
import { useServerNow } from '../../live/useLive.ts';
import { datedText } from '../../ui/time.ts';
import { Page, Part } from './Page.tsx';
import { useAnswer, useSend } from './useAnswer.ts';
import { ActError } from '../../ui/ActError.tsx';

/** Sites named in the search's answer. */
const maxSites = 50;
const hourMs = 3_600_000;
/** Codes that hold for longer are printed; shorter ones want a screen at the door. */
const printedFromMs = 12 * hourMs;

/** The code at a kitchen's door: the page to print, what sets up a screen there, and a new secret. */
export default function DoorCodes(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const sites = useLiveStore((store) => store.live.sites);
  const [search, setSearch] = useState('');
  const named = [...sites.values()].filter((site) => site.name.includes(search)).slice(0, maxSites);
  const chosen = [...sites.values()].find((site) => site.name === search);
  return (
    <Page title={t('office.door-codes')}>
      <label className="office-row office-search">
        {t('office.door.site')}
        <input
          className="office-site"
          list="door-sites"
          placeholder={t('office.door.site.hint')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <datalist id="door-sites">
          {named.map((site) => (
            <option key={site.id} value={site.name} />
          ))}
        </datalist>
      </label>
      {chosen === undefined ? (
        <p className="office-none">{t('office.door.hint')}</p>
      ) : (
        <DoorPage key={chosen.id} siteId={chosen.id} siteName={chosen.name} session={props.session} />
      )}
    </Page>
  );
}

/** The page that is printed for one door, and what makes it a new secret. */
export function DoorPage(props: { siteId: string; siteName: string; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { siteId, siteName } = props;
  const answer = useAnswer<DoorCodeView>(`/sites/${siteId}/door-code`);
  const now = useServerNow();
  const { body, again } = answer;
  const over = body !== null && Date.parse(body.validUntil) <= now;
  // The next code is asked for when this one has run out, not before.
  useEffect(() => {
    if (over) again();
  }, [over, again]);
  return (
    <Part title={siteName} answer={answer} empty={() => null}>
      {(code) => {
        const from = Date.parse(code.validFrom);
        const until = Date.parse(code.validUntil);
        return (
          <>
            <article className="door-page light" data-testid="door-page">
              <h4>{siteName}</h4>
              <p>{t('office.door.title')}</p>
              <div
                className="door-qr"
                role="img"
                aria-label={t('office.door.qr')}
                // The server draws it from the code alone.
                dangerouslySetInnerHTML={{ __html: code.codeSvg }}
              />
              <p className="door-digits num">{`${code.code.slice(0, 3)} ${code.code.slice(3)}`}</p>
              <p>
                {t('office.door.valid', {
                  from: datedText(from),
                  until: datedText(until),
                })}
              </p>
            </article>
            <p className="office-period">
              {until - from >= printedFromMs ? t('office.door.print.hint') : t('office.door.screen.hint')}
            </p>
            <div className="act-buttons office-print">
              <button type="button" className="button button-main" onClick={() => window.print()}>
                {t('office.door.print')}
              </button>
            </div>
            {may(props.session.role, 'door-code.make') ? (
              <NewSecret siteId={siteId} made={again} stepS={code.stepS} />
            ) : null}
          </>
        );
      }}
    </Part>
  );
}

/** Codes of the secret before end at once, so it is asked for twice and with a reason. */
function NewSecret(props: { siteId: string; stepS: number; made: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { busy, error, send } = useSend();
  const [minutes, setMinutes] = useState(String(props.stepS / 60));
  const [reason, setReason] = useState('');
  const make = async (): Promise<void> => {
    const body = { stepS: Math.round(Number(minutes) * 60), reason: reason.trim() };
    if (!(await send('POST', `/sites/${props.siteId}/door-code`, body))) return;
    setReason('');
    props.made();
  };
  return (
    <form
      className="office-row"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <label>
        {t('office.door.minutes')}
        <input
          type="number"
          min={0.25}
          max={50_400}
          step="any"
          required
          className="num office-seconds"
          value={minutes}
          onChange={(event) => setMinutes(event.target.value)}
        />
      </label>
      <label className="office-grow">
        {t('office.reason')}
        <input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={busy || reason.trim() === ''}>
        {t('office.door.renew')}
      </button>
      <ActError text={error} />
    </form>
  );
}
