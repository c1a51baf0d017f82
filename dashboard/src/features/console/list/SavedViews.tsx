import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../../http/request.ts';
import { type Filters, readFilters, writeFilters } from './filters.ts';
import { closeOnEscape, closeWhenLeft } from '../../../ui/popover.ts';

interface SavedView {
  name: string;
  query: string;
}

/** Named filters of this person: open one, keep what is on screen, drop one. */
export function SavedViews(props: {
  filters: Filters;
  go: (next: Partial<Filters>) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [views, setViews] = useState<SavedView[]>([]);
  const [error, setError] = useState<string | null>(null);
  const load = async (): Promise<void> => {
    try {
      setViews((await request<{ items: SavedView[] }>('GET', '/me/views')).items);
      setError(null);
    } catch (failure) {
      setError(errorText(failure));
    }
  };
  useEffect(() => void load(), []);
  const change = async (method: 'PUT' | 'DELETE', name: string, body?: object): Promise<void> => {
    try {
      await request<void>(method, `/me/views/${encodeURIComponent(name)}`, body);
      await load();
    } catch (failure) {
      setError(errorText(failure));
    }
  };
  const current = writeFilters({ ...props.filters, id: null });
  const keep = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get('name') ?? '').trim();
    if (name === '') return;
    void change('PUT', name, { query: current }).then(() => form.reset());
  };
  return (
    <details className="saved-views" onBlur={closeWhenLeft} onKeyDown={closeOnEscape}>
      <summary>
        {views.find(({ query }) => query === current && query !== '')?.name ?? t('console.views')}
      </summary>
      <div className="more-filters-box" tabIndex={-1}>
        {views.length === 0 ? <p>{t('console.views.none')}</p> : null}
        <ul>
          {views.map(({ name, query }) => (
            <li key={name}>
              <button
                type="button"
                className="quiet"
                data-testid="saved-view"
                aria-pressed={query === current}
                onClick={() => props.go({ ...readFilters(query), id: props.filters.id })}
              >
                {name}
              </button>
              <button
                type="button"
                className="quiet"
                aria-label={t('console.views.drop', { name })}
                onClick={() => void change('DELETE', name)}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
        <form onSubmit={keep}>
          <input
            name="name"
            maxLength={60}
            required
            aria-label={t('console.views.name')}
            placeholder={t('console.views.name')}
          />
          <button type="submit" className="button">
            {t('console.views.keep')}
          </button>
        </form>
        {error ? <p role="alert">{error}</p> : null}
      </div>
    </details>
  );
}
