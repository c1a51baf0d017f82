import type { Page } from '@mingchu/shared/http';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Violation } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { lengthText } from '../../../ui/time.ts';
import { onTimeRecord } from './onTimeRecord.ts';
import { useReadAnew } from './useReadAnew.ts';
import { ViolationLines } from './ViolationLines.tsx';

/** As many of the newest as a page shows. */
const shownCount = 30;

interface History {
  violations: Violation[];
  orders: Dispatch[];
  more: boolean;
}

/** What happened here, newest first, and whether people came in time. */
export function SiteHistory(props: { live: LiveState; siteId: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, siteId } = props;
  const open = [...live.violations.values()].filter((violation) => violation.siteId === siteId);
  const version = open.map(({ id, state }) => `${id} ${state}`).join();
  const { answer: history, error } = useReadAnew(readHistory, siteId, version);
  const record = onTimeRecord(history?.orders ?? []);
  return (
    <section className="card" aria-label={t('console.site.history')}>
      <h3>{t('console.site.history')}</h3>
      {error ? <p role="alert">{error}</p> : null}
      {history === null && error === null ? <p>{t('console.loading')}</p> : null}
      {record.due > 0 ? (
        <p className="on-time num">
          {t('console.site.onTime')} <b>{`${record.onTime} / ${record.due}`}</b>
          {record.medianMs === null ? '' : ` · ${t('wall.median')} ${lengthText(record.medianMs)}`}
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
  const { items, nextCursor } = await request<Page<Violation>>('GET', `/violations?${query}`);
  const ids = items.flatMap(({ dispatchId }) => (dispatchId === null ? [] : [dispatchId]));
  const orders = await Promise.all(ids.map((id) => request<Dispatch>('GET', `/dispatches/${id}`)));
  return { violations: items, orders, more: nextCursor !== null };
}
