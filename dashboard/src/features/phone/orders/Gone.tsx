import { useTranslation } from 'react-i18next';
import type { GoneOrder } from './goneOrders.ts';

/** That an order has left him, until he has read it. */
export function Gone(props: { order: GoneOrder; onRead: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { siteName, how } = props.order;
  return (
    <div className="gone" role="alert" data-testid="gone">
      <b>{t(`phone.gone.${how}`, { site: siteName })}</b>
      <p>{t('phone.gone.hint')}</p>
      <button type="button" className="step" onClick={props.onRead}>
        {t('phone.told.read')}
      </button>
    </div>
  );
}
