import type { Violation } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { ageText } from '../../../ui/time.ts';
import { siteName } from '../../../ui/words.ts';
import { devicePath } from '../site/devicePath.ts';
import { devicesBehind } from './devicesBehind.ts';

/** The devices that speak through a gateway that is down, folded: they have no alarms of their own meanwhile. */
export function BehindPart(props: { live: LiveState; violation: Violation }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { live, violation } = props;
  const now = useServerNow();
  const behind = devicesBehind(live, violation);
  if (behind.length === 0) return null;
  const isDown = violation.conditionActive;
  return (
    <section className="card behind" aria-label={t('console.behind')}>
      <h3>{t('console.behind.count', { n: behind.length })}</h3>
      <p>{t(isDown ? 'console.behind.folded' : 'console.behind.judged')}</p>
      <details>
        <summary>{t('console.behind')}</summary>
        <ul className="behind-devices num">
          {behind.map(({ device, lastSeenAt }) => (
            <li key={deviceKey(device.siteId, device.id)}>
              <Link href={devicePath(device)}>{device.name}</Link>
              <small>{device.siteId === violation.siteId ? device.id : siteName(live, device.siteId)}</small>
              <span>
                {lastSeenAt === null
                  ? t('console.behind.never')
                  : t('console.behind.heard', { age: ageText(now - lastSeenAt) })}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
