import { useTranslation } from 'react-i18next';
import { ownPageVersion } from '../live/pageVersion.ts';
import { useLiveStore } from '../live/store.ts';

/** Says that the server hands out a newer page than this one, and takes it at a press; a desk never reloads by itself. */
export function NewPageSign(): React.JSX.Element | null {
  const { t } = useTranslation();
  const told = useLiveStore((store) => store.pageVersion);
  const own = ownPageVersion();
  if (own === null || told === null || told === own) return null;
  return (
    <button type="button" className="quiet new-page" data-testid="new-page" onClick={() => location.reload()}>
      {t('truth.newPage')}
    </button>
  );
}
