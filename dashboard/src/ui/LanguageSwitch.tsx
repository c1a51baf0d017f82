import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../i18n/language.ts';

/** Switches between Chinese and English. */
export function LanguageSwitch(props: { className: string }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={props.className}
      title={t('app.language.switch')}
      onClick={() => void switchLanguage().catch(() => undefined)}
    >
      {t('app.language')}
    </button>
  );
}
