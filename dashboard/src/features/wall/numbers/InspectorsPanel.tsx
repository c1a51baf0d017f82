import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { useLiveParts, useServerNow } from '../../../live/useLive.ts';
import { countdownOf } from '../../../live/worklist.ts';
import { durationText } from '../../../ui/time.ts';
import { siteName } from '../../../ui/words.ts';
import { useFittingRows } from '../fittingRows.ts';
import { type ShiftGroup, type ShiftPerson, shiftRows, type ShiftState } from './shiftRows.ts';
import './numbers.css';
import './inspectors.css';

/** Doubles the word: filled on the way, half on site, empty when free. */
const marks = { 'on-the-way': '▶', 'on-site': '●', free: '○' } as const satisfies Record<ShiftState, string>;

/** Who is on shift, by group: whoever is pressed most comes first; as many as fit, and how many do not. */
export function InspectorsPanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { inspectors, dispatches, groups, sites } = useLiveParts(
    'inspectors',
    'dispatches',
    'groups',
    'sites',
  );
  const rows = useMemo(() => shiftRows({ inspectors, dispatches, groups }), [inspectors, dispatches, groups]);
  const { list, fits } = useFittingRows<HTMLUListElement>(rows.length === 0);
  const people = rows.filter((row) => row.kind === 'person').length;
  const shown = rows.slice(0, rows.length > fits ? Math.max(1, fits - 1) : fits);
  const hidden = rows.slice(shown.length).filter((row) => row.kind === 'person').length;
  return (
    <section className="panel number" aria-label={t('numbers.inspectors')} data-testid="inspectors">
      <h2>
        {t('numbers.inspectors')} <b className="num">{people}</b>
      </h2>
      {people === 0 ? (
        <p className="number-empty">{t('numbers.inspectors.none')}</p>
      ) : (
        <ul className="shift-rows" ref={list}>
          {shown.map((row) =>
            row.kind === 'group' ? (
              <Group key={row.id} group={row} />
            ) : (
              <Person key={row.inspector.inspectorId} person={row} sites={sites} />
            ),
          )}
          {hidden > 0 ? (
            <li className="shift-more num">{t('numbers.inspectors.more', { n: hidden })}</li>
          ) : null}
        </ul>
      )}
    </section>
  );
}

function Group({ group }: { group: ShiftGroup }): React.JSX.Element {
  const { t } = useTranslation();
  const { counts } = group;
  return (
    <li className="shift-group num">
      <b className="one-line">{group.name}</b>
      {(['on-the-way', 'on-site', 'free'] as const).map((state) => (
        <span key={state} title={t(`numbers.inspectors.${state}`)}>
          {`${marks[state]} ${counts[state]}`}
        </span>
      ))}
    </li>
  );
}

function Person({ person, sites }: { person: ShiftPerson; sites: LiveState['sites'] }): React.JSX.Element {
  const { t } = useTranslation();
  const { inspector, state, order } = person;
  const countdown = countdownOf(order, useServerNow());
  const late = countdown.kind === 'overdue';
  return (
    <li className="shift-person" data-state={state} data-alarm={late}>
      <i aria-hidden="true">{marks[state]}</i>
      <b>{inspector.name}</b>
      <span className="shift-state">{t(`numbers.inspectors.${state}`)}</span>
      <span className="one-line">{order ? siteName({ sites }, order.siteId) : ''}</span>
      <span className="num">
        {countdown.kind === 'running' ? durationText(countdown.remainingMs) : ''}
        {late ? `◆ +${durationText(countdown.overdueMs)}` : ''}
      </span>
    </li>
  );
}
