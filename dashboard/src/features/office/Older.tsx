import { useTranslation } from 'react-i18next';

/** The way to the next page of a long list, and back to its newest. */
export function Older(props: {
  cursor: string | null;
  next: string | null;
  go: (cursor: string | null) => void;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { cursor, next, go } = props;
  if (cursor === null && next === null) return null;
  return (
    <div className="act-buttons office-older">
      {cursor === null ? null : (
        <button type="button" className="button" onClick={() => go(null)}>
          {t('office.newest')}
        </button>
      )}
      {next === null ? null : (
        <button type="button" className="button" onClick={() => go(next)}>
          {t('office.older')}
        </button>
      )}
    </div>
  );
}
