import type { Severity } from '@mingchu/shared/violation';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { worstBySite } from '../../../live/worklist.ts';
import { useWallItems } from '../../../live/useWallItems.ts';
import { ruleTitle, siteName, stageText } from '../../../ui/words.ts';
import type { MapEngine } from './engine.ts';
import { sitePath } from '../../../ui/sitePath.ts';

/**
 * One link a kitchen with something wrong, most urgent first, each laid over its mark by the engine: reachable by Tab,
 * named for those who cannot see it, and opened by a click or Enter in a tab of its own.
 */
export const WrongLinks = memo(function WrongLinks(props: {
  list: React.RefObject<HTMLUListElement | null>;
  engine: React.RefObject<MapEngine | null>;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveParts('sites', 'rules');
  const items = useWallItems();
  const what = (siteId: string, severity: Severity): string => {
    const own = items.filter((item) => item.siteId === siteId);
    const said = own.map(({ violation, dispatch }) =>
      [violation ? ruleTitle(live, violation.ruleId) : '', stageText(dispatch?.state)]
        .filter(Boolean)
        .join(' '),
    );
    return [siteName(live, siteId), t(`severity.${severity}`), ...said].join(' · ');
  };
  return (
    <ul ref={props.list} className="map-links" aria-label={t('wall.map.wrong')}>
      {[...worstBySite(items)].map(([siteId, severity]) => (
        <li key={siteId}>
          <a
            href={sitePath(siteId)}
            target="_blank"
            rel="noopener"
            draggable={false}
            data-site-id={siteId}
            data-testid="map-mark"
            data-severity={severity}
            aria-label={what(siteId, severity)}
            onFocus={() => props.engine.current?.reveal(siteId)}
          />
        </li>
      ))}
    </ul>
  );
});
