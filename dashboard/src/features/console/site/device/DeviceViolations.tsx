import type { Page } from '@mingchu/shared/http';
import type { Device } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, request } from '../../../../http/request.ts';
import type { LiveState } from '../../../../live/reducer.ts';
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
  const { page, error } = useViolations(device, version);
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

function useViolations(
  { siteId, id }: Device,
  version: string,
): { page: Page<Violation> | null; error: string | null } {
  const [page, setPage] = useState<Page<Violation> | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    const query = new URLSearchParams({ siteId, deviceId: id, limit: String(shownCount) });
    request<Page<Violation>>('GET', `/violations?${query}`).then(
      (next) => {
        if (!wanted) return;
        setPage(next);
        setError(null);
      },
      (failure: unknown) => wanted && setError(errorText(failure)),
    );
    return () => {
      wanted = false;
    };
  }, [siteId, id, version]);
  return { page, error };
}
