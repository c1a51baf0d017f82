import type { Site } from '@mingchu/shared/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mapAppsFor, routeUri } from '../route.ts';
import { useInView } from './useInView.ts';

/** Opens the way to the site in the phone's own map application. */
export function Route(props: { site: Site }): React.JSX.Element {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className="route">
      <button
        type="button"
        className="step"
        data-testid="route"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t('phone.route')}
      </button>
      {open ? <MapApps site={props.site} onChosen={() => setOpen(false)} /> : null}
    </div>
  );
}

function MapApps(props: { site: Site; onChosen: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const box = useInView<HTMLDivElement>();
  return (
    <div ref={box} className="route-apps" role="group" aria-label={t('phone.route')}>
      {mapAppsFor(navigator.userAgent).map((app) => (
        <a
          key={app}
          className="step"
          // A scheme of an application opens no page: a tab of its own would stay empty.
          {...linkTo(routeUri(app, props.site, navigator.userAgent))}
          onClick={props.onChosen}
        >
          {t(`phone.map.${app}`)}
        </a>
      ))}
    </div>
  );
}

function linkTo(href: string): React.AnchorHTMLAttributes<HTMLAnchorElement> {
  return href.startsWith('https:') ? { href, target: '_blank', rel: 'noreferrer' } : { href };
}
