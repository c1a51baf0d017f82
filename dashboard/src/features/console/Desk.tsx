import type { Session } from '@mingchu/shared/http';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { LiveState } from '../../live/reducer.ts';
import { useLoad } from '../../live/useLoad.ts';
import { type WorkItem, workItems } from '../../live/worklist.ts';
import { CaseView } from './case/CaseView.tsx';
import { ConsoleHeader } from './ConsoleHeader.tsx';
import { keepDeskAddress } from './deskAddress.ts';
import { CoverageStrip } from './list/CoverageStrip.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import { FilterBar } from './list/FilterBar.tsx';
import { applyFilters, countByFilter, type Filters, readFilters, writeFilters } from './list/filters.ts';
import { LoadStrip } from './list/LoadStrip.tsx';
import { OfficerStrip } from './list/OfficerStrip.tsx';
import { floodRows, groupAround, plainRows } from './list/rows.ts';
import { WorkList } from './list/WorkList.tsx';
import { useNews } from './news.ts';
import { AgedPanel } from '../../ui/Aged.tsx';
import { useWaitingText } from '../../ui/linkText.ts';
import { askedOpen, everything } from '../../ui/deskPath.ts';
import { pressFirst, useKeys } from '../../ui/useKeys.ts';
import { useSelected } from './useSelected.ts';

/** What waits on the left, the chosen case on the right, the load above both. */
export function Desk(props: { live: LiveState; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const waitingText = useWaitingText();
  const { live } = props;
  const [path, navigate] = useLocation();
  const search = useSearch();
  const filters = readFilters(search);
  // As the page was opened: what is then done to the list is not undone by the address.
  const [asked] = useState(() => askedOpen(search));
  const [help, setHelp] = useState(false);
  const [walked, setWalked] = useState<{ id: string } | null>(null);
  // In a flood of changes keys and typing come first: the list follows when there is time.
  const violations = useDeferredValue(live.violations);
  const dispatches = useDeferredValue(live.dispatches);
  const items = useMemo(() => workItems({ violations, dispatches }), [violations, dispatches]);
  const counts = useMemo(() => countByFilter(items), [items]);
  const { load, per10Min, inFlood } = useLoad(items);
  const news = useNews(live, items);
  const { rows, toggle } = useRows(live, items, { filters, inFlood, asked });
  const chosen = useSelected(items, filters.id);
  // A case that is asked for may come before the snapshot: without it there are ids and no names.
  const selected = live.seq === null ? null : chosen.item;

  // Where he looks is a step that Back undoes; what he types, and a walk by keys, is not.
  const go = (next: Partial<Filters>, { replace = 'q' in next }: { replace?: boolean } = {}): void => {
    const query = writeFilters({ ...filters, ...next });
    navigate(query === '' ? path : `${path}?${query}`, { replace });
  };
  useEffect(() => keepDeskAddress(search === '' ? path : `${path}?${search}`), [path, search]);
  const step = (by: 1 | -1): void => {
    const ids = rows.flatMap((row) => (row.kind === 'item' ? [row.item.id] : []));
    const at = ids.indexOf(filters.id ?? '');
    const next = ids[at === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    setWalked({ id: next });
    go({ id: next }, { replace: true });
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    a: () => pressFirst('act-ack'),
    r: () => pressFirst('act-review'),
    d: () => pressFirst('act-send', 'act-dispatch'),
    s: () => pressFirst('act-shelve', 'act-unshelve'),
    v: () => pressFirst('act-verify'),
    o: () => {
      const group = filters.id === null ? null : groupAround(rows, filters.id);
      if (group === null) return;
      toggle(group.key);
      if (group.first === null) return;
      setWalked({ id: group.first });
      go({ id: group.first }, { replace: true });
    },
    Escape: () => pressFirst('act-cancel'),
    Enter: intoCase,
    '/': () => document.querySelector<HTMLElement>('.filter-search')?.focus(),
    '?': () => setHelp(true),
  });

  return (
    <>
      <ConsoleHeader
        session={props.session}
        district={live.district}
        counts={counts}
        help={() => setHelp(true)}
      />
      <AgedPanel kind="stats" at={live.stats?.at}>
        <LoadStrip load={load} per10Min={per10Min} inFlood={inFlood} />
        {load ? <OfficerStrip officers={load.officers} /> : null}
      </AgedPanel>
      <CoverageStrip live={live} />
      <main className="console-main" data-flood={inFlood}>
        <section className="worklist" aria-labelledby="worklist-title">
          <h2 id="worklist-title" className="visually-hidden">
            {t('console.list')}
          </h2>
          {inFlood ? (
            <p className="flood-note" role="status" data-testid="flood-mode">
              <b>{t('console.flood')}</b> {t('console.flood.hint')}
            </p>
          ) : null}
          <FilterBar live={live} counts={counts} filters={filters} go={go} />
          <WorkList
            live={live}
            rows={rows}
            emptyText={listEmptyText()}
            selectedId={filters.id}
            revealed={filters.id ?? asked}
            // The second time it is the case that is wanted: from the row that keys have led to, Enter goes there.
            pick={(id) => (id === filters.id ? intoCase() : go({ id }))}
            toggle={toggle}
            walked={walked}
          />
        </section>
        <section className="detail" aria-label={t('console.detail')}>
          {selected === null ? (
            <div className="detail-empty">
              <p>{emptyText()}</p>
              {filters.id === null && items.length > 0 ? <small>{t('console.pick.keys')}</small> : null}
            </div>
          ) : (
            <div className="detail-panel" id="detail-panel" tabIndex={-1}>
              <CaseView key={selected.id} live={live} item={selected} session={props.session} />
            </div>
          )}
        </section>
      </main>
      <p className="visually-hidden" role="status" data-testid="news">
        {news}
      </p>
      {help ? <KeyHelp close={() => setHelp(false)} /> : null}
    </>
  );

  function emptyText(): string {
    if (chosen.error) return chosen.error;
    if (live.seq === null || filters.id !== null) return waitingText;
    return items.length === 0 ? t('console.calm') : t('console.pick');
  }

  function listEmptyText(): string {
    if (live.seq === null) return waitingText;
    return items.length === 0 ? t('console.empty.calm') : t('console.empty');
  }
}

function intoCase(): void {
  document.getElementById('detail-panel')?.focus();
}

/** The rows that are shown, and which groups are open: at first those that the address asks for. */
function useRows(
  live: LiveState,
  items: readonly WorkItem[],
  { filters, inFlood, asked }: { filters: Filters; inFlood: boolean; asked: string | null },
): { rows: ReturnType<typeof plainRows>; toggle: (key: string) => void } {
  const allOpen = asked === everything;
  // Those that are not as all the others.
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set(asked === null ? [] : [asked]));
  const { sites, grids, rules, inspectors } = live;
  const written = writeFilters({ ...filters, id: null });
  const rows = useMemo(() => {
    const shown = applyFilters(items, readFilters(written), { sites, grids, rules, inspectors });
    const open = { has: (key: string) => turned.has(key) !== allOpen };
    return inFlood ? floodRows(shown, open) : plainRows(shown);
  }, [items, written, sites, grids, rules, inspectors, inFlood, turned, allOpen]);
  const toggle = (key: string): void =>
    setTurned((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  return { rows, toggle };
}
