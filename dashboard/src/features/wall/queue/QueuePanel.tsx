import { annunciates, severities } from '@mingchu/shared/violation';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { countdownOf, type WorkItem } from '../../../live/worklist.ts';
import { AgedValue } from '../../../ui/Aged.tsx';
import { forecastText } from '../../../ui/forecast.ts';
import { Ring } from '../../../ui/Ring.tsx';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import type { PanelProps } from '../panel.ts';
import './queue.css';
import { evidenceText, inspectorName, ruleTitle, siteName, stageText } from '../../../ui/words.ts';

/** Open violations, least time left first; as many as fit, and how many do not. */
export function QueuePanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const { list, fits } = useFittingRows(props.items.length);
  const shown = props.items.slice(0, fits);
  // Nobody is calm where nobody looks: without kitchens the panel says so instead.
  const watched = props.live.sites.size > 0;
  const hidden = props.items.length - shown.length;
  return (
    <section className="panel open-list" aria-labelledby="open-title">
      <div className="panel-head">
        <h2 id="open-title">
          {t('wall.open')} <b className="num">{props.items.length}</b>
        </h2>
        <p>{t('wall.open.order')}</p>
      </div>
      {props.items.length === 0 ? (
        <div className="calm">
          <svg viewBox="0 0 100 100" aria-hidden="true">
            <circle cx="50" cy="50" r="44" />
            {watched ? <path d="M31 51 45 65 70 38" /> : <path d="M32 50H68" />}
          </svg>
          <p className="calm-title">{t(watched ? 'wall.calm' : 'wall.sites.empty')}</p>
          <p>{watched ? t('wall.calm.hint') : ''}</p>
        </div>
      ) : (
        <ol className="rows" ref={list}>
          {shown.map((item) => (
            <Row key={item.id} live={props.live} item={item} />
          ))}
        </ol>
      )}
      {hidden > 0 ? <More items={props.items.slice(fits)} /> : null}
    </section>
  );
}

/** What does not fit: how many, and how bad. */
function More(props: { items: readonly WorkItem[] }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <p className="rows-more num">
      {t('wall.more', { n: props.items.length })}
      {severities.map((severity) => {
        const count = props.items.filter((item) => item.severity === severity).length;
        if (count === 0) return null;
        return (
          <span key={severity} className="rows-more-part" data-severity={severity}>
            <SeverityMark severity={severity} size="1.25rem" />
            <b>{count}</b>
            <span className="visually-hidden">{t(`severity.${severity}`)}</span>
          </span>
        );
      })}
    </p>
  );
}

/** Rows that fit into the panel, measured: the wall must never scroll nor cut a row in half. */
function useFittingRows(count: number): { list: React.RefObject<HTMLOListElement | null>; fits: number } {
  const list = useRef<HTMLOListElement | null>(null);
  const [fits, setFits] = useState(6);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = (): void => {
      const row = element.firstElementChild?.getBoundingClientRect().height ?? 0;
      const gapPx = Number.parseFloat(getComputedStyle(element).rowGap) || 0;
      if (row > 0) setFits(Math.max(1, Math.floor((element.clientHeight + gapPx + 1) / (row + gapPx))));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [count === 0]);
  return { list, fits };
}

function Row(props: { live: LiveState; item: WorkItem }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item } = props;
  const { violation, dispatch } = item;
  const overdue = countdownOf(dispatch, useServerNow()).kind === 'overdue';
  const blink = item.severity === 'critical' && violation !== null && annunciates[violation.state];
  // Said before the minute comes; once it has, the row says so itself.
  const forecast = dispatch && !overdue ? forecastText(dispatch) : null;
  const asked = dispatch?.offeredTo?.length ?? 0;
  const who =
    asked > 1
      ? t('wall.asked', { n: asked })
      : (inspectorName(live, dispatch?.inspectorId ?? null) ?? t('wall.noInspector'));
  const figure = violation ? evidenceText(violation) : '';
  return (
    <li
      className="row"
      data-testid="violation-row"
      data-violation-id={item.id}
      data-state={violation?.state}
      data-dispatch-state={dispatch?.state ?? 'none'}
      data-severity={item.severity}
      data-overdue={overdue}
    >
      <SeverityMark severity={item.severity} size="2.25rem" blink={blink} />
      <div className="row-words">
        <p className="row-site one-line">{siteName(live, item.siteId)}</p>
        <p className="row-what one-line">
          {violation ? ruleTitle(live, violation.ruleId) : ''}
          {figure === '' || !violation ? null : (
            <AgedValue kind="measured" at={violation.onsetAt}>{` ${figure}`}</AgedValue>
          )}
        </p>
        <p className="row-stage one-line">
          <b>{stageText(dispatch?.state)}</b>
          {` · ${who}`}
          {forecast === null ? null : <b className="row-forecast">{` ▲ ${forecast}`}</b>}
        </p>
      </div>
      <Ring dispatch={dispatch} text="beside" />
    </li>
  );
}
