import type { TimelineEntry } from '@mingchu/shared/http';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../http/request.ts';
import { wordFor } from '../../i18n/language.ts';
import type { LiveState } from '../../live/reducer.ts';
import { clockText } from '../../ui/time.ts';
import { inspectorName } from '../../ui/words.ts';

/** Every act in order; asked for again whenever the violation or its order has a new version. */
export function Timeline(props: {
  live: LiveState;
  violationId: string;
  version: string;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [entries, setEntries] = useState<TimelineEntry[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { violationId, version } = props;
  useEffect(() => {
    let wanted = true;
    request<{ items: TimelineEntry[] }>('GET', `/violations/${violationId}/timeline`).then(
      ({ items }) => {
        if (!wanted) return;
        setEntries([...items].sort(byTime));
        setError(null);
      },
      (failure: unknown) => wanted && setError(errorText(failure)),
    );
    return () => {
      wanted = false;
    };
  }, [violationId, version]);
  return (
    <section className="card" aria-label={t('console.timeline')}>
      <h3>{t('console.timeline')}</h3>
      {error ? <p role="alert">{error}</p> : null}
      {entries === null && error === null ? <p>{t('console.loading')}</p> : null}
      {entries?.length === 0 ? <p>{t('console.timeline.empty')}</p> : null}
      <ol className="timeline">
        {entries?.map((entry, index) => (
          <li key={`${entry.at} ${entry.act} ${index}`} data-subject={entry.subject}>
            <time className="num" dateTime={entry.at}>
              {clockText(Date.parse(entry.at))}
            </time>
            <b>{actText(entry)}</b>
            <span>
              {[actorText(props.live, entry.actor), wordFor('reason', entry.reason)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The opening of the violation comes first: the order is recorded in the same moment, before it. */
function byTime(a: TimelineEntry, b: TimelineEntry): number {
  const begins = (entry: TimelineEntry): number =>
    entry.subject === 'violation' && entry.act === 'open' ? 0 : 1;
  return begins(a) - begins(b) || a.at.localeCompare(b.at);
}

/** The same word can be an act on a violation and on an order: `open`. */
function actText({ subject, act }: TimelineEntry): string {
  const own = wordFor('act', `${subject}.${act}`);
  return own === `${subject}.${act}` ? wordFor('act', act) : own;
}

/** The person's name, or what the account is for; accounts of inspectors are named by their inspector. */
function actorText(live: LiveState, actor: string): string {
  return live.inspectors.has(actor) ? (inspectorName(live, actor) ?? actor) : wordFor('actor', actor);
}
