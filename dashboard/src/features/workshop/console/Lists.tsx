/** The list of what waits: its filters, itself, and its rows in every state of order and alarm. */
import { dispatchStates } from '@mingchu/shared/dispatch';
import { violationStates } from '@mingchu/shared/violation';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type WorkItem, workItems } from '../../../live/worklist.ts';
import { KeyHelp } from '../../console/KeyHelp.tsx';
import { FilterBar } from '../../console/list/FilterBar.tsx';
import { countByFilter, type Filters, noFilters } from '../../console/list/filters.ts';
import { floodRows, type ListRow, plainRows } from '../../console/list/rows.ts';
import { SavedViews } from '../../console/list/SavedViews.tsx';
import { WorkList } from '../../console/list/WorkList.tsx';
import { WorkRow } from '../../console/list/WorkRow.tsx';
import { Block, State } from '../Block.tsx';
import { drawn } from '../drawnStates.ts';
import { orderIn, useExamples, violationIn } from '../examples.ts';

const width = 27;
const nothing = (): void => undefined;

export function Lists(): React.JSX.Element {
  return (
    <>
      <FilterBars />
      <WholeLists />
      <Rows />
      <Keys />
    </>
  );
}

function FilterBars(): React.JSX.Element {
  const { live } = useExamples();
  const counts = countByFilter(workItems(live));
  const narrowed: Filters = {
    ...noFilters,
    state: 'breached',
    severity: 'major',
    kind: 'school',
    q: '饺子馆',
  };
  return (
    <>
      <Block name="filter-bar">
        {[noFilters, narrowed].map((filters) => (
          <State key={filters.state} name={filters.state} width={width}>
            <FilterBar live={live} counts={counts} filters={filters} go={nothing} />
          </State>
        ))}
      </Block>
      <Block name="saved-views">
        <State name="closed" width={width}>
          <SavedViews filters={noFilters} go={nothing} />
        </State>
      </Block>
    </>
  );
}

function WholeLists(): React.JSX.Element {
  const { t } = useTranslation();
  const { live } = useExamples();
  const lists = useMemo(() => {
    const flood = drawn('flood');
    const items = workItems(flood);
    const folded = floodRows(items, new Set());
    const keys = folded.flatMap((row) => (row.kind === 'group' || row.kind === 'fold' ? [row.key] : []));
    return {
      plain: { live, rows: plainRows(workItems(live)) },
      flood: { live: flood, rows: folded },
      'flood, opened': { live: flood, rows: floodRows(items, new Set(keys)) },
      empty: { live, rows: [] as ListRow[] },
    };
  }, [live]);
  return (
    <Block name="work-list">
      {Object.entries(lists).map(([name, { live: shown, rows }]) => (
        <State key={name} name={name} width={width} height={40}>
          <WorkList
            live={shown}
            rows={rows}
            emptyText={t('console.empty.calm')}
            selectedId={rows.find((row) => row.kind === 'item')?.key ?? null}
            revealed={null}
            pick={nothing}
            toggle={nothing}
            walked={null}
          />
        </State>
      ))}
    </Block>
  );
}

/** Parts of the flood list that a row can be. */
const roles = { plain: 0, pinned: 0, 'first-cause': 0, follows: 0 } satisfies Record<
  Extract<ListRow, { kind: 'item' }>['role'],
  0
>;

function Rows(): React.JSX.Element {
  const { live, cases } = useExamples();
  const [selected, select] = useState<string | null>(null);
  const { camera, claimed } = cases;
  const row = (name: string, item: WorkItem, role: keyof typeof roles = 'plain'): React.JSX.Element => (
    <State key={name} name={name} width={width}>
      <div className="worklist-rows">
        <WorkRow live={live} item={item} role={role} selected={selected === name} pick={() => select(name)} />
      </div>
    </State>
  );
  return (
    <Block name="work-row">
      {dispatchStates.map((state) =>
        row(`order ${state}`, { ...camera, dispatch: orderIn(state, camera.dispatch) }),
      )}
      {violationStates.map((state) =>
        row(`alarm ${state}`, { ...camera, violation: violationIn(state, camera.violation), dispatch: null }),
      )}
      {(Object.keys(roles) as (keyof typeof roles)[]).map((role) => row(`role ${role}`, claimed, role))}
      {row('closed alarm', { ...camera, violation: null })}
      {row('more time asked', {
        ...camera,
        dispatch: {
          ...camera.dispatch,
          extension: { minutes: 5, reason: '堵车', askedBy: 'duty', askedAt: camera.dispatch.openedAt },
        },
      })}
    </Block>
  );
}

/** It lies over the page, which cannot be worked with meanwhile: on demand. */
function Keys(): React.JSX.Element {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Block name="key-help">
      <State name="on demand">
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {t('console.keys')}
        </button>
        {open ? <KeyHelp close={() => setOpen(false)} /> : null}
      </State>
    </Block>
  );
}
