import { type Severity, severities } from '@mingchu/shared/violation';
import { siteKinds } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { type Filters, noFilters, type StateFilter, stateFilters } from './filters.ts';
import { closeOnEscape, closeWhenLeft } from '../../../ui/popover.ts';
import { SavedViews } from './SavedViews.tsx';

/** Everything that narrows the list; the URL has it all. */
export function FilterBar(props: {
  live: LiveState;
  counts: Record<StateFilter, number>;
  filters: Filters;
  go: (next: Partial<Filters>) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { filters, go } = props;
  const shown = stateFilters.filter(
    (state) => state !== 'claim' || props.counts.claim > 0 || filters.state === 'claim',
  );
  return (
    <div className="filter-bar">
      <div className="filters" role="group" aria-label={t('console.filter.state')}>
        {shown.map((state) => (
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
      <div className="filters filter-line" role="group" aria-label={t('console.filter.severity')}>
        {severities.map((severity) => (
          <SeverityButton key={severity} severity={severity} filters={filters} go={go} />
        ))}
        <SavedViews filters={filters} go={go} />
      </div>
      <div className="filters filter-line">
        <input
          type="search"
          className="filter-search"
          data-testid="filter-search"
          value={filters.q}
          maxLength={100}
          placeholder={t('console.search')}
          aria-label={t('console.search')}
          aria-keyshortcuts="/"
          onChange={(event) => go({ q: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <MoreFilters live={props.live} filters={filters} go={go} />
      </div>
    </div>
  );
}

function SeverityButton(props: {
  severity: Severity;
  filters: Filters;
  go: (next: Partial<Filters>) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { severity, filters } = props;
  const pressed = filters.severity === severity;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={() => props.go({ severity: pressed ? 'all' : severity })}
    >
      <SeverityMark severity={severity} size="0.75rem" />
      {t(`severity.${severity}`)}
    </button>
  );
}

type Choice = { value: string; name: string };

/** Group, grid, rule and kind of site: what is chosen shows, the rest is one click away. */
function MoreFilters(props: {
  live: LiveState;
  filters: Filters;
  go: (next: Partial<Filters>) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, filters, go } = props;
  const choices: Record<'group' | 'grid' | 'rule' | 'kind', Choice[]> = {
    group: live.groups.map(({ id, name }) => ({ value: id, name })),
    grid: live.grids
      .filter(({ groupId }) => filters.group === '' || groupId === filters.group)
      .map(({ id, name }) => ({ value: id, name })),
    rule: [...live.rules.values()].map(({ id, title }) => ({ value: id, name: inLanguage(title) })),
    kind: siteKinds.map((kind) => ({ value: kind, name: t(`kind.${kind}`) })),
  };
  const names = ['group', 'grid', 'rule', 'kind'] as const;
  const chosen = names.filter((name) => filters[name] !== '').length;
  return (
    <details className="more-filters" onBlur={closeWhenLeft} onKeyDown={closeOnEscape}>
      <summary>
        {t('console.filter.more')}
        {chosen > 0 ? <b className="num">{chosen}</b> : null}
      </summary>
      <div className="more-filters-box" tabIndex={-1}>
        {names.map((name) => (
          <label key={name}>
            {t(`console.filter.${name}`)}
            <select
              name={name}
              value={filters[name]}
              onChange={(event) =>
                go({
                  [name]: event.currentTarget.value,
                  ...(name === 'group' ? { grid: '' } : {}),
                } as Partial<Filters>)
              }
            >
              <option value="">{t('console.filter.all')}</option>
              {choices[name].map(({ value, name: label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        ))}
        <button type="button" className="button" onClick={() => go({ ...noFilters, id: filters.id })}>
          {t('console.filter.clear')}
        </button>
      </div>
    </details>
  );
}
