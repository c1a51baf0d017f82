import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { roughDistanceText } from '../../../ui/distanceText.ts';
import { stageText } from '../../../ui/words.ts';
import { candidatesFor } from '../acts/candidates.ts';
import { positionText } from '../acts/positionText.ts';
import { PhoneLink } from '../PhoneLink.tsx';

/** As many as a page shows; those who would come first. */
const shownCount = 10;

/** Who looks after this kitchen: the inspectors of its group, how far they are and what they do now. */
export function SitePeople(props: {
  live: LiveState;
  siteId: string;
  groupId: string | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, siteId, groupId } = props;
  const site = live.sites.get(siteId);
  const nowMs = useServerNow(10_000);
  const people = candidatesFor({ id: '', inspectorId: null }, site, {
    inspectors: [...live.inspectors.values()].filter((person) => person.groupId === groupId),
    dispatches: live.dispatches.values(),
    groupId,
    nowMs,
  }).slice(0, shownCount);
  const busyWith = (inspectorId: string): string => {
    const order = [...live.dispatches.values()].find((each) => each.inspectorId === inspectorId);
    return order ? stageText(order.state) : '';
  };
  return (
    <section className="card" aria-label={t('console.site.people')}>
      <h3>{t('console.site.people')}</h3>
      {people.length === 0 ? <p>{t('console.site.nobody')}</p> : null}
      <ul className="site-people num">
        {people.map((person) => (
          <li key={person.inspectorId} data-on-shift={person.onShift}>
            <span>
              <b>{person.name}</b> <PhoneLink inspectorId={person.inspectorId} name={person.name} />
            </span>
            <span>{person.onShift ? t('console.site.onDuty') : t('console.person.offShift')}</span>
            <span>{busyWith(person.inspectorId)}</span>
            <span>{site ? roughDistanceText(person.distanceM) : ''}</span>
            <small>{positionText(person.positionAgeMs)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
