import type { QuietPreviewLine } from '@mingchu/shared/quietPreview';
import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { ruleTitle, siteName } from '../../../ui/words.ts';
import { joinsAlarms, lineKey } from './quietChoice.ts';

/** Each kitchen, or each rule of a device, with what would be spared and what it would cost. */
export function QuietTable(props: {
  by: 'rule' | 'device';
  lines: readonly QuietPreviewLine[];
  /** Null for who may only look. */
  chosen: readonly QuietPreviewLine[] | null;
  choose: (line: QuietPreviewLine, isChosen: boolean) => void;
  chooseAll: (all: boolean) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { by, lines, chosen } = props;
  const open = lines.filter(({ state }) => state === 'open');
  const isChosen = new Set(chosen?.map(lineKey));
  return (
    <table className="office-table">
      <thead>
        <tr>
          {chosen === null ? null : (
            <td className="quiet-tick">
              {by === 'rule' ? (
                <input
                  type="checkbox"
                  aria-label={t('office.quiet.all')}
                  disabled={open.length === 0}
                  checked={open.length > 0 && chosen.length === open.length}
                  onChange={(event) => props.chooseAll(event.target.checked)}
                />
              ) : null}
            </td>
          )}
          <th scope="col">{t(by === 'rule' ? 'office.calibration.site' : 'office.noise.by.rule')}</th>
          <th scope="col">{t('office.quiet.change')}</th>
          <th scope="col">{t('office.quiet.avoided')}</th>
          <th scope="col">{t('office.quiet.cost')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const name = by === 'rule' ? siteName(live, line.siteId) : ruleTitle(live, line.ruleId);
          return (
            <tr key={lineKey(line)} data-small={line.state !== 'open'}>
              {chosen === null ? null : (
                <td className="quiet-tick">
                  {line.state === 'open' ? (
                    <input
                      type="checkbox"
                      aria-label={`${name} ${t(`office.proposal.${line.param}`, { ...line })}`}
                      checked={isChosen.has(lineKey(line))}
                      onChange={(event) => props.choose(line, event.target.checked)}
                    />
                  ) : null}
                </td>
              )}
              <th scope="row">
                {name} <small>{t('office.quiet.devices', { n: line.episodes, devices: line.devices })}</small>
              </th>
              <Effect line={line} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Effect({ line }: { line: QuietPreviewLine }): React.JSX.Element {
  const { t } = useTranslation();
  const { param, now, proposed, own, state, of, avoided } = line;
  if (state !== 'open')
    return (
      <td colSpan={3}>
        {t(`office.quiet.state.${state}`, { value: t(`office.quiet.value.${param}`, { value: now }) })}
      </td>
    );
  return (
    <>
      <td>
        {t(`office.proposal.${param}`, { now, proposed })}{' '}
        {own ? <small>{t('office.quiet.own')}</small> : null}
      </td>
      {of === 0 ? (
        <td colSpan={2}>{t('office.quiet.unknown')}</td>
      ) : (
        <>
          <td className="num">{t('office.quiet.avoidedOf', { n: avoided, of })}</td>
          <Cost line={line} />
        </>
      )}
    </>
  );
}

function Cost({ line }: { line: QuietPreviewLine }): React.JSX.Element {
  const { t } = useTranslation();
  const { confirmed, later, laterS } = line;
  const joins = joinsAlarms(line);
  const kind = joins ? 'joined' : 'missed';
  const texts: string[] = [];
  if (joins && confirmed > 0) texts.push(t('office.quiet.joined', { n: confirmed }));
  if (later > 0 && (joins || laterS !== null)) {
    const when = laterS === null ? 'unknown' : kind;
    texts.push(t(`office.quiet.later.${when}`, { n: later, s: laterS }));
  }
  return (
    <td>
      {!joins && confirmed > 0 ? (
        <b className="office-error">▲ {t('office.quiet.missed', { n: confirmed })} </b>
      ) : null}
      {texts.join(t('office.quiet.and')) || (joins || confirmed === 0 ? t('office.quiet.costNone') : '')}
    </td>
  );
}
