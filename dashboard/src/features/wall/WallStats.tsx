import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../live/reducer.ts';
import { useServerNow } from '../../live/useLive.ts';
import { HourBars } from '../../ui/charts.tsx';
import { durationText, hourOf } from '../../ui/time.ts';
import { ruleTitle } from '../../ui/words.ts';

/** ANSI/ISA-18.2: more than ten new alarms in ten minutes per operator is a flood. */
const floodLimit = 10;
/** Types shown in the sorted bars. */
const maxTypes = 5;

/** Today in five figures along the bottom. */
export function WallStats(props: { live: LiveState }): React.JSX.Element {
  const { t } = useTranslation();
  const { stats } = props.live;
  const hour = hourOf(useServerNow(60_000));
  const rate =
    stats && stats.ordersDue > 0 ? Math.round((stats.arrivedOnTime / stats.ordersDue) * 1_000) / 10 : null;
  const alarms = stats?.alarmsLast10Min ?? 0;
  const flood = alarms > floodLimit;
  return (
    <div className="stats">
      <section className="panel stat" aria-label={t('wall.onTime')}>
        <h2>{t('wall.onTime')}</h2>
        <p className="stat-figure num">
          {rate ?? '—'}
          {rate === null ? null : <small>%</small>}
        </p>
        <p className="stat-note num">
          {t('wall.onTime.of', { onTime: stats?.arrivedOnTime ?? 0, due: stats?.ordersDue ?? 0 })}
        </p>
      </section>
      <section className="panel stat" aria-label={t('wall.median')}>
        <h2>{t('wall.median')}</h2>
        <p className="stat-figure num">
          {stats?.medianArrivalMs == null ? '—' : durationText(stats.medianArrivalMs)}
        </p>
        <p className="stat-note num" data-alarm={(stats?.breached ?? 0) > 0}>
          {(stats?.breached ?? 0) > 0 ? '◆ ' : ''}
          {`${t('wall.breached')} ${stats?.breached ?? 0}`}
        </p>
      </section>
      <section className="panel stat stat-chart" aria-label={t('wall.byHour')}>
        <h2>{t('wall.byHour')}</h2>
        <HourBars
          bars={(stats?.violationsByHour ?? []).map((count, index) => ({
            hour: index,
            count,
            current: index === hour,
          }))}
          fontSize={20}
          label={t('wall.byHour')}
        />
      </section>
      <section className="panel stat stat-types" aria-label={t('wall.byRule')}>
        <h2>{t('wall.byRule')}</h2>
        <TypeBars live={props.live} />
      </section>
      <section className="panel stat" aria-label={t('wall.load')} data-alarm={flood}>
        <h2>{t('wall.load')}</h2>
        <p className="stat-figure num">
          {alarms}
          <small>{flood ? `◆ ${t('wall.load.flood')}` : t('wall.load.normal')}</small>
        </p>
        <div className="load-bar" aria-hidden="true">
          <i style={{ width: `${Math.min(100, (alarms / (floodLimit * 2)) * 100)}%` }} />
        </div>
        <p className="stat-note num">{t('wall.load.limit', { n: floodLimit })}</p>
      </section>
      <section className="panel stat" aria-label={t('wall.readings')}>
        <h2>{t('wall.readings')}</h2>
        <p className="stat-figure num">{Math.round(stats?.readingsPerS ?? 0).toLocaleString('en-US')}</p>
        <p className="stat-note">{t('wall.readings.unit')}</p>
      </section>
    </div>
  );
}

function TypeBars(props: { live: LiveState }): React.JSX.Element {
  const { t } = useTranslation();
  const types = (props.live.stats?.violationsByRule ?? []).slice(0, maxTypes);
  const most = Math.max(1, ...types.map((type) => type.count));
  if (types.length === 0) return <p className="stat-note">{t('wall.none')}</p>;
  return (
    <ul className="types">
      {types.map((type) => (
        <li key={type.ruleId}>
          <span className="one-line">{ruleTitle(props.live, type.ruleId)}</span>
          <i style={{ '--share': type.count / most } as React.CSSProperties} />
          <b className="num">{type.count}</b>
        </li>
      ))}
    </ul>
  );
}
