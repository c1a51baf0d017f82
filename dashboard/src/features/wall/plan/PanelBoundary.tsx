import { useEffect, useRef } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { useTranslation } from 'react-i18next';
import { localNow } from '../../../live/store.ts';
import { reloadAtPace } from '../../../live/reloadPace.ts';

/** A panel that failed is drawn again after this long, ms. */
const againAfterMs = 10_000;
/** One that fails so often within a minute needs another page: a part of it that could not be loaded never will be. */
const failuresForAPage = 3;

/** Keeps what goes wrong in one panel from the others: it is hatched, says so, and is tried again. */
export function PanelBoundary({ children }: { children: React.ReactNode }): React.JSX.Element {
  const failures = useRef<number[]>([]);
  const count = (): void => {
    const nowMs = localNow();
    failures.current = [...failures.current.filter((atMs) => nowMs - atMs < 60_000), nowMs];
    if (failures.current.length >= failuresForAPage) reloadAtPace();
  };
  return (
    <ErrorBoundary FallbackComponent={FailedPanel} onError={count}>
      {children}
    </ErrorBoundary>
  );
}

function FailedPanel({ resetErrorBoundary }: FallbackProps): React.JSX.Element {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(resetErrorBoundary, againAfterMs);
    return () => clearTimeout(timer);
  }, [resetErrorBoundary]);
  return (
    <div className="panel panel-failed hatched" role="alert" data-testid="panel-failed">
      <p>{t('page.panelFailed')}</p>
    </div>
  );
}
