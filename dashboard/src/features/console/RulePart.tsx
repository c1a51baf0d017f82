import type { RuleSummary } from '@mingchu/shared/live';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../i18n/language.ts';

/** The rule that was broken, with the law behind it. */
export function RulePart(props: { rule: RuleSummary | undefined }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { rule } = props;
  if (!rule) return null;
  return (
    <section className="card" aria-label={t('console.rule')}>
      <h3>{t('console.rule')}</h3>
      <p>
        <b>{inLanguage(rule.title)}</b> <small>{`${rule.id} · v${rule.version}`}</small>
      </p>
      <blockquote lang="zh-CN">
        <p>{rule.legalBasis.text}</p>
        <footer>{`${t('console.rule.basis')} ${rule.legalBasis.source}`}</footer>
      </blockquote>
    </section>
  );
}
