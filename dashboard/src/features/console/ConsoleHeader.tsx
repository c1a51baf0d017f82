import type { Session } from '@mingchu/shared/http';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { signOut } from '../../http/session.ts';
import { useLink, useServerNow } from '../../live/useLive.ts';
import { SoundControl } from '../../sound/SoundControl.tsx';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { NewPageSign } from '../../ui/NewPageSign.tsx';
import { useLinkText } from '../../ui/linkText.ts';
import { clockText } from '../../ui/time.ts';
import { ThemeSwitch } from '../../ui/ThemeSwitch.tsx';
import { TruthSigns } from '../../ui/TruthSigns.tsx';
import type { StateFilter } from './list/filters.ts';

/** Name, connection, counts, and the ways out. */
export function ConsoleHeader(props: {
  session: Session;
  district: string;
  /** Absent on pages without a list. */
  counts?: Record<StateFilter, number>;
  help?: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const link = useLink();
  const now = useServerNow();
  const { counts } = props;
  return (
    <header className="console-header">
      <h1>
        明厨 <small>{props.district || t('nav.console')}</small>
      </h1>
      <p className="console-link" data-link={link}>
        <span aria-hidden="true">{link === 'synced' ? '●' : '✕'}</span>
        {useLinkText()} <span className="num">{clockText(now)}</span>
      </p>
      <TruthSigns />
      <NewPageSign />
      {counts ? <Counts counts={counts} /> : <div className="console-counts" />}
      <SoundControl session={props.session} />
      <nav className="console-nav" aria-label={t('nav.console')}>
        <Link href="/wall" className="quiet">
          {t('nav.wall')}
        </Link>
        <Link href="/console/wall" className="quiet">
          {t('wall.edit')}
        </Link>
        <Link href="/office" className="quiet">
          {t('console.nav.office')}
        </Link>
        {props.help ? (
          <button type="button" className="quiet" onClick={props.help} aria-label={t('console.keys')}>
            ?
          </button>
        ) : null}
        <ThemeSwitch className="quiet" brief />
        <LanguageSwitch className="quiet" />
        <span className="console-who">{props.session.displayName}</span>
        <button type="button" className="quiet" onClick={() => void signOut()}>
          {t('nav.signOut')}
        </button>
      </nav>
    </header>
  );
}

function Counts(props: { counts: Record<StateFilter, number> }): React.JSX.Element {
  const { t } = useTranslation();
  const { counts } = props;
  return (
    <ul className="console-counts num">
      <li>
        <b>{counts.all}</b> {t('console.count.open')}
      </li>
      <li>
        <b>{counts.unack}</b> {t('console.count.unack')}
      </li>
      <li data-alarm={counts.breached > 0}>
        <b>{counts.breached > 0 ? `◆ ${counts.breached}` : 0}</b> {t('console.count.breached')}
      </li>
      <li>
        <b>{counts.verify}</b> {t('console.count.verify')}
      </li>
    </ul>
  );
}
