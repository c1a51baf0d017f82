import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { ruleTitle, siteName } from '../../../ui/words.ts';
import type { ListRow } from './rows.ts';
import { useRowWindow } from './useRowWindow.ts';
import { useWalkedFocus } from './useWalkedFocus.ts';
import { WorkRow } from './WorkRow.tsx';

/** The list of what waits. Only the rows in view are drawn. */
export function WorkList(props: {
  live: LiveState;
  rows: readonly ListRow[];
  /** Says why there are none. */
  emptyText: string;
  selectedId: string | null;
  /** Key of the row that is scrolled into view. */
  revealed: string | null;
  pick: (id: string) => void;
  toggle: (key: string) => void;
  /** The last step by keys. */
  walked: { id: string } | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, rows, selectedId } = props;
  const window = useRowWindow(rows, props.revealed);
  useWalkedFocus(window.ref, props.walked);
  const drawn = rows.slice(window.first, window.end);
  return (
    <div className="worklist-rows" ref={window.ref}>
      {rows.length === 0 ? (
        <div className="worklist-empty">
          <p>{props.emptyText}</p>
          <small>{t('console.empty.hint')}</small>
        </div>
      ) : (
        <div style={{ height: window.height }}>
          <ol style={{ transform: `translateY(${window.top}px)` }}>
            {drawn.map((row) => (
              <li key={row.key} data-row={row.kind}>
                {row.kind === 'item' ? (
                  <WorkRow
                    live={live}
                    item={row.item}
                    role={row.role}
                    selected={row.item.id === selectedId}
                    pick={() => props.pick(row.item.id)}
                  />
                ) : (
                  <Heading live={live} row={row} toggle={props.toggle} />
                )}
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}

function Heading(props: {
  live: LiveState;
  row: Exclude<ListRow, { kind: 'item' }>;
  toggle: (key: string) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, row } = props;
  if (row.kind === 'title') return <h3 className="list-title">{t(`console.flood.${row.title}`)}</h3>;
  return (
    <button
      type="button"
      className="list-group"
      data-testid={row.kind === 'fold' ? 'flood-fold' : 'flood-group'}
      data-fold={row.kind === 'fold' ? row.key : undefined}
      aria-expanded={row.open}
      onClick={() => props.toggle(row.key)}
    >
      <span aria-hidden="true">{row.open ? '▾' : '▸'}</span>
      <b className="one-line">{row.kind === 'fold' ? t(`console.flood.${row.key}`) : groupName(live, row)}</b>
      <span className="num">
        {row.kind === 'fold' ? t('console.flood.count', { n: row.count }) : groupCount(row)}
      </span>
    </button>
  );

  function groupCount({ group }: Extract<ListRow, { kind: 'group' }>): string {
    const count = t('console.flood.count', { n: group.items.length });
    return group.by === 'cause' ? `${count} · ${t('console.flood.sites', { n: group.sites })}` : count;
  }
}

function groupName(live: LiveState, { group }: Extract<ListRow, { kind: 'group' }>): string {
  return group.by === 'site' ? siteName(live, group.id) : ruleTitle(live, group.id);
}
