import type { Page } from '@mingchu/shared/http';
import type { ArrivalFigures } from '@mingchu/shared/statistics';
import type { Violation } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { serverNow } from '../../../live/store.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { lengthText } from '../../../ui/time.ts';
import { useReadAnew } from './useReadAnew.ts';
import { ViolationLines } from './ViolationLines.tsx';

/** As many of the newest as a page shows. */
const shownCount = 30;

/** The promise is judged by this many days. */
const recordDays = 30;

interface History {
  violations: Violation[];
  /** As the chief's statistics have it; null while nobody was sent. */
  record: ArrivalFigures | null;
  more: boolean;
}

/** What happened here, newest first, and whether people came in time. */
export function SiteHistory(props: { live: LiveState; siteId: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, siteId } = props;
  const open = [...live.violations.values()].filter((violation) => violation.siteId === siteId);
  const orders = [...live.dispatches.values()].filter((dispatch) => dispatch.siteId === siteId);
  const version = [
    ...open.map(({ id, state }) => `${id} ${state}`),
    ...orders.map(({ id, state, breachedAt }) => `${id} ${state} ${breachedAt}`),
  ].join();
  const { answer: history, error } = useReadAnew(readHistory, siteId, version);
  const record = history?.record ?? null;
  const due = record === null ? 0 : record.onTime + record.late + record.missed;
  return (
    <section className="card" aria-label={t('console.site.history')}>
      <h3>{t('console.site.history')}</h3>
      {error ? <p role="alert">{error}</p> : null}
      {history === null && error === null ? <p>{t('console.loading')}</p> : null}
      {record !== null && due > 0 ? (
        <p className="on-time num">
          {t('console.site.onTime', { days: recordDays })} <b>{`${record.onTime} / ${due}`}</b>
          {record.medianArriveMs === null
            ? ''
            : ` · ${t('wall.median')} ${lengthText(record.medianArriveMs)}`}
        </p>
      ) : null}
      {history?.violations.length === 0 ? <p>{t('console.site.noHistory')}</p> : null}
      <ViolationLines live={live} violations={history?.violations ?? []} withDevice />
      {history?.more ? <small>{t('console.site.newest', { n: shownCount })}</small> : null}
    </section>
  );
}

async function readHistory(siteId: string): Promise<History> {
  const query = new URLSearchParams({ siteId, limit: String(shownCount) });
  const from = new Date(serverNow() - recordDays * 86_400_000).toISOString();
  const asked = new URLSearchParams({ siteId, from, by: 'all' });
  const [{ items, nextCursor }, figures] = await Promise.all([
    request<Page<Violation>>('GET', `/violations?${query}`),
    request<{ items: ArrivalFigures[] }>('GET', `/statistics/arrivals?${asked}`),
  ]);
  return { violations: items, record: figures.items[0] ?? null, more: nextCursor !== null };
}
