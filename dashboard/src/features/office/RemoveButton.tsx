import { useTranslation } from 'react-i18next';
import { SureButton } from '../../ui/SureButton.tsx';

/** Takes a line away, once one is sure of which. */
export function RemoveButton(props: {
  name: string | null;
  busy: boolean;
  remove: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <SureButton
      text={t('office.remove')}
      sure={t('office.removeSure', { name: props.name })}
      disabled={props.busy}
      act={props.remove}
    />
  );
}
