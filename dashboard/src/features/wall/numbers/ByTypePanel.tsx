import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { ruleTitle } from '../../../ui/words.ts';
import { useFittingRows } from '../fittingRows.ts';
import { type TypeRow, typeRows } from './figures.ts';
import { NoNumbers } from './NoNumbers.tsx';
import './numbers.css';

/** Today's violations by rule, most first, each with a mark where it usually stands by now. */
export function ByTypePanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { stats, ...live } = useLiveParts('stats', 'rules');
  const rows = stats ? typeRows(stats) : [];
  const { list, fits } = useFittingRows<HTMLUListElement>(rows.length === 0);
  if (!stats) return <NoNumbers title={t('numbers.byType')} />;
  const shown = rows.slice(0, rows.length > fits ? Math.max(1, fits - 1) : fits);
  const hidden = rows.slice(shown.length);
  const most = Math.max(1, ...rows.map((row) => Math.max(row.count, row.usual ?? 0)));
  return (
    <section className="panel number" aria-label={t('numbers.byType')} data-testid="by-type">
      <div className="panel-head">
        <h2>{t('numbers.byType')}</h2>
        {stats.usual.byRuleSoFar && rows.length > 0 ? (
          <p className="number-key">
            <i className="key-mark" /> <span className="one-line">{t('numbers.usual.byNow')}</span>
          </p>
        ) : null}
      </div>
      {rows.length === 0 ? (
        <p className="number-empty">{t('numbers.byType.none')}</p>
      ) : (
        <ul className="types" ref={list} data-full={rows.length >= fits}>
          {shown.map((row) => (
            <Type key={row.ruleId} title={ruleTitle(live, row.ruleId)} row={row} most={most} />
          ))}
          {hidden.length > 0 ? (
            <li className="types-more num">
              <span>{t('numbers.byType.more', { n: hidden.length })}</span>
              <b>{hidden.reduce((sum, row) => sum + row.count, 0)}</b>
            </li>
          ) : null}
        </ul>
      )}
    </section>
  );
}

function Type(props: { title: string; row: TypeRow; most: number }): React.JSX.Element {
  const { row, most } = props;
  return (
    <li>
      <span className="one-line">{props.title}</span>
      <span className="types-bar" aria-hidden="true">
        <i style={{ width: `${(row.count / most) * 100}%` }} />
        {row.usual === null ? null : <em style={{ left: `${(row.usual / most) * 100}%` }} />}
      </span>
      <b className="num">{row.count}</b>
    </li>
  );
}
