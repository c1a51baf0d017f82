import type { Session } from '@mingchu/shared/http';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { useLiveStore } from '../../live/store.ts';
import { useLiveConnection } from '../../live/useLive.ts';
import { workItems } from '../../live/worklist.ts';
import { NotLiveBanner } from '../../ui/NotLiveCover.tsx';
import { CaseView } from './CaseView.tsx';
import { ConsoleHeader } from './ConsoleHeader.tsx';
import './console.css';
import './controls.css';
import { applyFilters, countByFilter, type Filters, readFilters, writeFilters } from './filters.ts';
import { KeyHelp } from './KeyHelp.tsx';
import { SiteView } from './SiteView.tsx';
import { WorkList } from './WorkList.tsx';

/** How many rows the list draws; the filters narrow it further. */
const maxRows = 200;

/** The duty officer's desk: what waits, its evidence, and every act. */
export default function Console(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  useLiveConnection('console');
  const live = useLiveStore((store) => store.live);
  const [path, navigate] = useLocation();
  const filters = readFilters(useSearch());
  const [tab, setTab] = useState<'case' | 'site'>('case');
  const [help, setHelp] = useState(false);
  const { violations, dispatches } = live;
  const items = useMemo(() => workItems({ violations, dispatches }), [violations, dispatches]);
  const shown = applyFilters(items, filters).slice(0, maxRows);
  const selected = items.find((item) => item.id === filters.id) ?? null;

  const go = (next: Partial<Filters>): void => {
    const query = writeFilters({ ...filters, ...next });
    navigate(query === '' ? path : `${path}?${query}`, { replace: true });
  };
  const step = (by: 1 | -1): void => {
    const at = shown.findIndex((item) => item.id === filters.id);
    const next = shown[at === -1 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next) go({ id: next.id });
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    a: () => document.querySelector<HTMLButtonElement>('[data-testid="act-ack"]')?.click(),
    r: () => document.querySelector<HTMLButtonElement>('[data-testid="act-review"]')?.click(),
    '?': () => setHelp(true),
  });

  return (
    <div className="console light">
      <ConsoleHeader
        session={props.session}
        district={live.district}
        counts={countByFilter(items)}
        help={() => setHelp(true)}
      />
      <NotLiveBanner />
      <main className="console-main">
        <WorkList live={live} items={shown} counts={countByFilter(items)} filters={filters} go={go} />
        <section className="detail" aria-label={t('console.detail')}>
          {selected === null ? (
            <p className="detail-empty">{live.seq === null ? t('live.waiting') : t('console.pick')}</p>
          ) : (
            <>
              <div className="tabs" role="tablist">
                {(['case', 'site'] as const).map((each) => (
                  <button
                    key={each}
                    type="button"
                    role="tab"
                    id={`tab-${each}`}
                    aria-selected={tab === each}
                    aria-controls="detail-panel"
                    onClick={() => setTab(each)}
                  >
                    {t(`console.tab.${each}`)}
                  </button>
                ))}
              </div>
              <div
                className="detail-panel"
                id="detail-panel"
                role="tabpanel"
                aria-labelledby={`tab-${tab}`}
                tabIndex={0}
              >
                {tab === 'case' ? (
                  <CaseView key={selected.id} live={live} item={selected} session={props.session} />
                ) : (
                  <SiteView key={selected.siteId} live={live} item={selected} />
                )}
              </div>
            </>
          )}
        </section>
      </main>
      {help ? <KeyHelp close={() => setHelp(false)} /> : null}
    </div>
  );
}

/** Single-key shortcuts, silent while a person types or holds a modifier. */
function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, select, dialog');
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
