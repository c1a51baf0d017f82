import { severities } from '@mingchu/shared/violation';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../live/reducer.ts';
import { useServerNow } from '../../live/useLive.ts';
import { countdownOf, type WorkItem } from '../../live/worklist.ts';
import { countdownText } from '../../ui/Ring.tsx';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { evidenceText, inspectorName, ruleTitle, siteName, stageText } from '../../ui/words.ts';
import { type Filters, type StateFilter, stateFilters } from './filters.ts';

/** The list of what waits, with its filters. */
export function WorkList(props: {
  live: LiveState;
  items: readonly WorkItem[];
  counts: Record<StateFilter, number>;
  filters: Filters;
  go: (next: Partial<Filters>) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { filters, go } = props;
  return (
    <section className="worklist" aria-labelledby="worklist-title">
      <h2 id="worklist-title" className="visually-hidden">
        {t('console.list')}
      </h2>
      <div className="filters" role="group" aria-label={t('console.filter.state')}>
        {stateFilters.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={filters.state === state}
            onClick={() => go({ state })}
          >
            {t(`console.filter.${state}`)} <b className="num">{props.counts[state]}</b>
          </button>
        ))}
      </div>
      <div className="filters" role="group" aria-label={t('console.filter.severity')}>
        <button
          type="button"
          aria-pressed={filters.severity === 'all'}
          onClick={() => go({ severity: 'all' })}
        >
          {t('console.filter.all')}
        </button>
        {severities.map((severity) => (
          <button
            key={severity}
            type="button"
            aria-pressed={filters.severity === severity}
            onClick={() => go({ severity })}
          >
            <SeverityMark severity={severity} size="0.75rem" />
            {t(`severity.${severity}`)}
          </button>
        ))}
      </div>
      {props.items.length === 0 ? (
        <div className="worklist-empty">
          <p>{t('console.empty')}</p>
          <small>{t('console.empty.hint')}</small>
        </div>
      ) : (
        <ol className="worklist-rows">
          {props.items.map((item) => (
            <ListRow
              key={item.id}
              live={props.live}
              item={item}
              selected={item.id === filters.id}
              pick={() => go({ id: item.id })}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function ListRow(props: {
  live: LiveState;
  item: WorkItem;
  selected: boolean;
  pick: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item, selected } = props;
  const button = useRef<HTMLButtonElement | null>(null);
  useEffect(() => {
    if (selected) button.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const countdown = countdownOf(item.dispatch, useServerNow());
  const what = item.violation
    ? `${ruleTitle(live, item.violation.ruleId)} ${evidenceText(item.violation)}`
    : t('console.filter.verify');
  const who = inspectorName(live, item.dispatch?.inspectorId ?? null);
  return (
    <li>
      <button
        ref={button}
        type="button"
        className="worklist-item"
        data-testid="worklist-item"
        data-violation-id={item.id}
        data-severity={item.severity}
        data-state={item.violation?.state}
        data-dispatch-state={item.dispatch?.state ?? 'none'}
        aria-current={selected}
        onClick={props.pick}
      >
        <SeverityMark severity={item.severity} size="1.1rem" />
        <span className="item-site one-line">{siteName(live, item.siteId)}</span>
        <span className="item-time num" data-kind={countdown.kind}>
          {countdown.kind === 'overdue' ? `${t('time.overdue')} ` : ''}
          {countdown.kind === 'none' ? '' : countdownText(countdown)}
        </span>
        <span className="item-what one-line">{what}</span>
        <span className="item-stage one-line">
          {who ? `${stageText(item.dispatch?.state)} · ${who}` : stageText(item.dispatch?.state)}
        </span>
        <span className="item-alarm one-line">
          {item.violation ? t(`violation.${item.violation.state}`) : ''}
        </span>
      </button>
    </li>
  );
}
