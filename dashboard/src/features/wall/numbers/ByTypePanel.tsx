import { useTranslation } from 'react-i18next';
import { ruleTitle } from '../../../ui/words.ts';
import type { PanelProps } from '../panel.ts';
import './numbers.css';

/** Types shown in the sorted bars. */
const maxTypes = 5;

/** Today's violations by rule, most first. */
export function ByTypePanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const types = (props.live.stats?.violationsByRule ?? []).slice(0, maxTypes);
  const most = Math.max(1, ...types.map((type) => type.count));
  return (
    <section className="panel stat stat-types" aria-label={t('wall.byRule')}>
      <h2>{t('wall.byRule')}</h2>
      {types.length === 0 ? (
        <p className="stat-note">{t('wall.none')}</p>
      ) : (
        <ul className="types">
          {types.map((type) => (
            <li key={type.ruleId}>
              <span className="one-line">{ruleTitle(props.live, type.ruleId)}</span>
              <i style={{ '--share': type.count / most } as React.CSSProperties} />
              <b className="num">{type.count}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
