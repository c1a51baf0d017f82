import { useTranslation } from 'react-i18next';
import { PasswordForm } from '../../ui/PasswordForm.tsx';
import { Page } from './Page.tsx';

/** The own password, as an officer changes it. */
export default function OwnPassword(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Page title={t('office.password')}>
      <PasswordForm className="act-form" button="button button-main" />
    </Page>
  );
}
