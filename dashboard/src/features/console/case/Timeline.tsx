import type { TimelineEntry } from '@mingchu/shared/http';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { durationText } from '../../../ui/time.ts';
import { actorText, actText } from '../../../ui/words.ts';
import { commentOf, momentText, reasonText } from './recordWords.ts';
import type { CaseRecord } from './useCaseRecord.ts';

/** Every act in order, with who did it and why; of an act from a dead spot both times and their difference. */
export function Timeline(props: { live: LiveState; record: CaseRecord }): React.JSX.Element {
  const { t } = useTranslation();
  const { acts, error } = props.record;
  return (
    <section className="card" aria-label={t('console.timeline')}>
      <h3>{t('console.timeline')}</h3>
      {error ? <p role="alert">{error}</p> : null}
      {acts === null && error === null ? <p>{t('console.loading')}</p> : null}
      {acts?.length === 0 ? <p>{t('console.timeline.empty')}</p> : null}
      <ol className="timeline">
        {acts?.map((entry, index) => (
          <Entry key={`${entry.at} ${entry.act} ${index}`} live={props.live} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Entry(props: { live: LiveState; entry: TimelineEntry }): React.JSX.Element {
  const { t } = useTranslation();
  const { entry } = props;
  const offline = offlineText(entry, t);
  const comment = commentOf(entry);
  return (
    <li data-subject={entry.subject}>
      <time className="num" dateTime={entry.at}>
        {momentText(entry.at)}
      </time>
      <b>{actText(entry)}</b>
      <span>{[whoText(props.live, entry), reasonText(entry)].filter(Boolean).join(' · ')}</span>
      {comment && comment !== entry.reason ? <q className="timeline-comment">{comment}</q> : null}
      {offline ? <small className="timeline-offline num">{offline}</small> : null}
    </li>
  );
}

/** Who did it; of an offer whom it went to, for whoever declined before him did not choose him. */
function whoText(live: LiveState, { act, actor, detail }: TimelineEntry): string {
  const asked = act === 'offer' ? detail['inspectorId'] : undefined;
  return typeof asked === 'string' ? `→ ${actorText(live, asked)}` : actorText(live, actor);
}

/** What the phone's clock said, when it reached us, and how long it was under way. */
function offlineText({ deviceTime, receivedAt, detail }: TimelineEntry, t: TFunction): string {
  const told = deviceTime ?? detail['deviceTime'];
  const received = receivedAt ?? detail['receivedAt'];
  if (typeof told !== 'string' || typeof received !== 'string') return '';
  const [toldMs, receivedMs] = [Date.parse(told), Date.parse(received)];
  return t('console.timeline.offline', {
    told: momentText(told),
    received: momentText(received),
    difference: durationText(receivedMs - toldMs),
  });
}
