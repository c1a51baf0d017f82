import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { LiveState } from '../../../live/reducer.ts';
import { serverNow } from '../../../live/store.ts';
import { whenMinuteText } from '../../../ui/time.ts';

/** As many grids as one line names. */
const namedCount = 4;

/** Grids that nobody covers now, or soon: said before anything happens there. Nothing while all are covered. */
export function CoverageStrip(props: { live: LiveState }): React.JSX.Element | null {
  const { t } = useTranslation();
  const gaps = [...props.live.coverage].sort(
    (a, b) => a.state.localeCompare(b.state) || a.from.localeCompare(b.from),
  );
  if (gaps.length === 0) return null;
  const others = gaps.length - namedCount;
  return (
    <aside className="coverage-strip num" data-testid="coverage" aria-label={t('console.coverage')}>
      <b>{`▲ ${t('console.coverage')}`}</b>
      <ul>
        {gaps.slice(0, namedCount).map(({ gridId, gridName, from, to, state }) => (
          <li key={`${gridId} ${from}`}>
            {gridName}{' '}
            {state === 'uncovered-now'
              ? t('console.coverage.now')
              : t('console.coverage.from', { time: whenMinuteText(Date.parse(from), serverNow()) })}
            {to === null ? '' : ` → ${whenMinuteText(Date.parse(to), serverNow())}`}
          </li>
        ))}
      </ul>
      {others > 0 ? <span>{t('console.coverage.more', { n: others })}</span> : null}
      <Link href="/office">{t('console.nav.office')}</Link>
    </aside>
  );
}
