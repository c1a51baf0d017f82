import type { Page } from '@mingchu/shared/http';
import type { Device } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { request } from '../../../../http/request.ts';
import type { LiveState } from '../../../../live/reducer.ts';
import { useReadAnew } from '../useReadAnew.ts';
import { ViolationLines } from '../ViolationLines.tsx';
import { isHealthRule } from './healthRule.ts';

/** As many of the newest as a page shows. */
const shownCount = 30;

/** What went wrong with it and what it saw, open and past, the newest first; each apart from the other. */
export function DeviceViolations(props: { live: LiveState; device: Device }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, device } = props;
  const open = [...live.violations.values()].filter(
    ({ siteId, deviceId }) => siteId === device.siteId && deviceId === device.id,
  );
  const version = open.map(({ id, state }) => `${id} ${state}`).join();
  const query = new URLSearchParams({
    siteId: device.siteId,
    deviceId: device.id,
    limit: String(shownCount),
  });
  const { answer: page, error } = useReadAnew(readViolations, query.toString(), version);
  const all = page?.items ?? [];
  const parts = [
    ['device.faults', all.filter(({ ruleId }) => isHealthRule(live.rules.get(ruleId)))],
    ['device.violations', all.filter(({ ruleId }) => !isHealthRule(live.rules.get(ruleId)))],
  ] as const;
  return (
    <>
      {parts.map(([key, violations]) => (
        <section key={key} className="card" aria-label={t(key)}>
          <h3>{t(key)}</h3>
          {error ? <p role="alert">{error}</p> : null}
          {page === null && error === null ? <p>{t('console.loading')}</p> : null}
          {page !== null && violations.length === 0 ? <p>{t(`${key}.none`)}</p> : null}
          <ViolationLines live={live} violations={violations} />
          {page?.nextCursor == null ? null : <small>{t('console.site.newest', { n: shownCount })}</small>}
        </section>
      ))}
    </>
  );
}

function readViolations(query: string): Promise<Page<Violation>> {
  return request('GET', `/violations?${query}`);
}
