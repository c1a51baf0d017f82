import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { listText } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { sitePath } from '../../../ui/sitePath.ts';
import { Facts } from '../Facts.tsx';

/** The kitchen and its people, with the way to its page. */
export function SitePart(props: { live: LiveState; siteId: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, siteId } = props;
  const site = live.sites.get(siteId);
  const grid = live.grids.find(({ id }) => id === site?.gridId);
  const group = live.groups.find(({ id }) => id === grid?.groupId);
  const people = [...live.inspectors.values()].filter(
    ({ groupId, onShift }) => onShift && groupId === grid?.groupId,
  );
  return (
    <section className="card" aria-label={t('console.tab.site')}>
      <h3>
        {t('console.tab.site')}
        <Link href={sitePath(siteId)} className="card-link">
          {t('console.site.open')}
        </Link>
      </h3>
      <Facts
        facts={[
          ['console.site.address', site?.address ?? ''],
          ['console.site.contact', site?.contact ?? ''],
          ['console.site.grade', site?.grade ?? ''],
          ['console.site.grid', [grid?.name, group?.name].filter(Boolean).join(' · ')],
          ['console.site.onShift', listText(people.map(({ name }) => name))],
        ]}
      />
    </section>
  );
}
