import type { RuleSummary } from '@mingchu/shared/live';
import { metricUnits } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import { inLanguage, wordFor } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { actorText } from '../../../ui/words.ts';
import { Facts } from '../Facts.tsx';
import { paramsHere } from '../site/ruleLimits.ts';
import type { SetSiteRule } from '../site/useSiteRules.ts';
import { momentText } from './recordWords.ts';

type Condition = NonNullable<RuleSummary['condition']>;

/** The rule that was broken: when it speaks in this kitchen, and the law behind it. */
export function RulePart(props: {
  live: LiveState;
  rule: RuleSummary | undefined;
  /** What the kitchen has of its own for it: that holds there, and not the rulebook. */
  own: SetSiteRule | undefined;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { live, rule, own } = props;
  if (!rule) return null;
  return (
    <section className="card" aria-label={t('console.rule')}>
      <h3>{t('console.rule')}</h3>
      <p>
        <b>{inLanguage(rule.title)}</b> <small>{t('console.rule.version', { n: rule.version })}</small>
      </p>
      {rule.condition ? (
        <Facts
          facts={[
            [
              'console.rule.when',
              own?.enabled === false ? t('device.rules.off') : whenText(rule.condition, own),
            ],
            ['console.rule.own', own ? ownText(rule.condition, own) : ''],
            ['console.rule.latched', rule.condition.latched ? t('console.rule.latchedWords') : ''],
            ['console.rule.send', t(`console.rule.send.${rule.condition.autoDispatch}`)],
            ['console.rule.shelve', rule.shelvable ? '' : t('console.rule.notShelvable')],
          ]}
        />
      ) : null}
      <blockquote lang="zh-CN">
        <p>{rule.legalBasis.text}</p>
        <footer>{`${t('console.rule.basis')} ${rule.legalBasis.source}`}</footer>
      </blockquote>
    </section>
  );

  function whenText(condition: Condition, here?: SetSiteRule): string {
    return conditionText(condition.kind, paramsHere(condition, here), t);
  }

  /** What the rulebook would say, and who set another value, when and why. */
  function ownText(condition: Condition, { reason, setBy, setAt }: SetSiteRule): string {
    const who = `${actorText(live, setBy)} ${momentText(setAt)}`;
    return [t('console.rule.book', { when: whenText(condition) }), who, reason].join(' · ');
  }
}

type Words = (key: string, values?: Record<string, unknown>) => string;

/** The thresholds in a sentence. */
function conditionText(kind: Condition['kind'], of: Record<string, unknown>, translate: unknown): string {
  const t = translate as Words;
  const metric = String(of['metric'] ?? '');
  const unit = (metricUnits as Record<string, string>)[metric] ?? '';
  const duration = (s: unknown): string => durationWords(Number(s), t);
  const values = {
    metric: wordFor('metric', metric),
    unit,
    limit: of['limit'],
    rise: of['rise'],
    count: of['count'],
    step: of['step'],
    samples: of['samples'],
    periods: of['periods'],
    for: lastingWords(Number(of['forS'] ?? 0), t),
    within: duration(of['withinS'] ?? 0),
    confidence: Math.round(Number(of['minConfidence'] ?? 0) * 100),
  };
  switch (kind) {
    case 'threshold':
      return t(of['direction'] === 'below' ? 'console.rule.below' : 'console.rule.above', values);
    case 'rate':
      return t('console.rule.rate', values);
    case 'detections':
      return t('console.rule.detections', values);
    case 'offline':
      return t('console.rule.offline', values);
    case 'absence':
      return t('periods' in of ? 'console.rule.silentPeriods' : 'console.rule.silentFor', values);
    case 'sentinel':
      return t('console.rule.sentinel', values);
    case 'fault':
      return t('console.rule.fault', values);
    case 'flapping':
      return t('console.rule.flapping', values);
    case 'stuck':
      return t('console.rule.stuck', { ...values, for: duration(of['forS']) });
  }
}

/** How long it must last; nothing where one reading is enough. */
function lastingWords(s: number, t: Words): string {
  return s === 0 ? t('console.rule.atOnce') : t('console.rule.lasting', { for: durationWords(s, t) });
}

function durationWords(s: number, t: Words): string {
  if (s % 3_600 === 0) return t('console.rule.h', { n: s / 3_600 });
  return s % 60 === 0 ? t('console.rule.min', { n: s / 60 }) : t('console.rule.s', { n: s });
}
