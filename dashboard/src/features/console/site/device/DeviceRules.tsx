import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import type { Device } from '@mingchu/shared/registry';
import { metrics } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../../../i18n/language.ts';
import type { LiveState } from '../../../../live/reducer.ts';
import { SeverityMark } from '../../../../ui/SeverityMark.tsx';
import { ruleTitle } from '../../../../ui/words.ts';
import type { SiteRule } from '../ruleLimits.ts';

/** The rules that look at it; those whose value it never says, or that its kitchen switched off, are told as such. */
export function DeviceRules(props: {
  live: LiveState;
  device: Device;
  diagnosis: DeviceDiagnosis;
  own: readonly SiteRule[];
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, diagnosis, own } = props;
  const said = new Set<string>(diagnosis.values.map(({ metric }) => metric));
  const isMissing = (looksAt: string | null) =>
    looksAt !== null && (metrics as string[]).includes(looksAt) && !said.has(looksAt);
  const noteOf = (id: string, looksAt: string | null): string => {
    if (own.some(({ ruleId, enabled }) => ruleId === id && !enabled)) return t('device.rules.off');
    return isMissing(looksAt)
      ? t('device.rules.notSaid', { metric: wordFor('metric', looksAt as string) })
      : '';
  };
  return (
    <details className="card device-rules">
      <summary>
        <h3>{t('device.rules', { n: diagnosis.rules.length })}</h3>
      </summary>
      <ul>
        {diagnosis.rules.map(({ id, looksAt }) => {
          const severity = live.rules.get(id)?.severity ?? 'info';
          return (
            <li key={id} data-severity={severity}>
              <SeverityMark severity={severity} size="0.8rem" />
              <span>{ruleTitle(live, id)}</span>
              <small>{noteOf(id, looksAt)}</small>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
