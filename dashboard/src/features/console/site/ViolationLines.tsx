import type { Violation } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { LiveState } from '../../../live/reducer.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { spanText } from '../../../ui/time.ts';
import { ruleTitle } from '../../../ui/words.ts';

function deviceNameOf(live: LiveState, { siteId, deviceId }: Violation): string {
  return live.devices.get(`${siteId}/${deviceId}`)?.name ?? deviceId;
}

/** Violations in a line each, with the way to their case. */
export function ViolationLines(props: {
  live: LiveState;
  violations: readonly Violation[];
  /** Where they are of several devices. */
  withDevice?: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <ul className="site-history num">
      {props.violations.map((violation) => (
        <li key={violation.id}>
          <SeverityMark severity={violation.severity} size="0.8rem" />
          <time dateTime={violation.openedAt}>{spanText(Date.parse(violation.openedAt))}</time>
          <Link href={`/console?id=${violation.id}`}>
            {ruleTitle(props.live, violation.ruleId)}
            {props.withDevice ? ` · ${deviceNameOf(props.live, violation)}` : ''}
          </Link>
          <span>
            {violation.review ? t(`verdict.${violation.review}`) : t(`violation.${violation.state}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}
