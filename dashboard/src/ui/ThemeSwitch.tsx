import { useTranslation } from 'react-i18next';
import { useThemeChoice } from './theme.ts';
import { type ThemeChoice, themeChoices } from './themeChoice.ts';
import './themeSwitch.css';

/** Dark, light, or as the computer says: a list that opens from a mark, with what is chosen beside it where there is room. */
export function ThemeSwitch(props: { className: string; brief?: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const [chosen, choose] = useThemeChoice();
  return (
    <label className={`theme-switch ${props.className}`} title={`${t('theme')} · ${t(`theme.${chosen}`)}`}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="8" />
        <path d="M12 4a8 8 0 0 1 0 16z" />
      </svg>
      {props.brief ? null : <span aria-hidden="true">{t(`theme.${chosen}`)}</span>}
      <select
        aria-label={t('theme')}
        value={chosen}
        onChange={({ target }) => choose(target.value as ThemeChoice)}
      >
        {themeChoices.map((each) => (
          <option key={each} value={each}>
            {t(`theme.${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
