import type { Site } from '@mingchu/shared/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mapAppsFor, routeUri } from '../route.ts';

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
      {open ? (
        <div className="route-apps" role="group" aria-label={t('phone.route')}>
          {mapAppsFor(navigator.userAgent).map((app) => (
            <a
              key={app}
              className="step"
              href={routeUri(app, props.site)}
              target="_blank"
              rel="noreferrer"
              onClick={() => setOpen(false)}
            >
              {t(`phone.map.${app}`)}
            </a>
          ))}
        </div>
      ) : null}
    </div>
  );
}
