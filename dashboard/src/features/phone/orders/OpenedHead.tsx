import { useTranslation } from 'react-i18next';

/** What has been opened beneath a button asks, and the way back. */
export function OpenedHead(props: { ask: string; onBack: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <div className="opened-head">
      <p>{props.ask}</p>
      <button type="button" className="phone-quiet" onClick={props.onBack}>
        {t('phone.back')}
      </button>
    </div>
  );
}
