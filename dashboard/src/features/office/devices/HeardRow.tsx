import type { FamilyView, HeardLine, LastSaid } from '@mingchu/shared/bindings';
import { useTranslation } from 'react-i18next';
import { inLanguage, wordFor } from '../../../i18n/language.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { useLiveStore } from '../../../live/store.ts';
import { ageText } from '../../../ui/time.ts';
import { siteName } from '../../../ui/words.ts';
import { becomesWord } from './becomesWord.ts';
import type { OpenAct } from './DeviceInbox.tsx';

/** Values shown of one device; the newest first. */
const maxShown = 6;

/** One device that was heard; without `act` for those who only look. */
export function HeardRow(props: {
  line: HeardLine;
  /** The keys are at it. */
  isChosen: boolean;
  family: FamilyView | undefined;
  act: { busy: boolean; open: (open: OpenAct) => void; ignore: (line: HeardLine) => Promise<void> } | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow();
  const { line, isChosen, family, act } = props;
  const { binding, ignored } = line;
  const title = family && inLanguage(family.title);
  return (
    <tr data-testid="heard" aria-current={isChosen}>
      <th scope="row">
        {line.name ?? line.address}
        <small>
          {title ?? t('office.devices.family.mingchu')}
          {line.name === null ? null : <code> {line.address}</code>}
        </small>
        {line.maker === null && line.model === null ? null : (
          <small>{[line.maker, line.model].filter(Boolean).join(' · ')}</small>
        )}
        {line.gateway === null ? null : (
          <small>{t('office.devices.gateway', { gateway: line.gateway })}</small>
        )}
      </th>
      <td>
        <Says said={line.said} now={now} />
      </td>
      <td className="heard-when">
        {ageText(now - Date.parse(line.lastHeardAt))}
        {line.state === null ? null : <small>{t(`office.devices.state.${line.state}`)}</small>}
        <small>{t('office.devices.first', { age: ageText(now - Date.parse(line.firstHeardAt)) })}</small>
      </td>
      <td>
        <Likely line={line} />
      </td>
      <td className="office-act heard-acts">
        {act === null ? null : binding?.active ? (
          <button type="button" className="button" onClick={() => act.open({ form: 'unbind', line })}>
            {t('office.devices.unbind')}
          </button>
        ) : (
          <>
            <button
              type="button"
              className="button button-main"
              onClick={() => act.open({ form: 'bind', line })}
            >
              {t('office.devices.bind')}
            </button>
            {line.family === 'mingchu' ? null : (
              <button type="button" className="button" onClick={() => act.open({ form: 'replace', line })}>
                {t('office.devices.replace')}
              </button>
            )}
            <button
              type="button"
              className="button"
              disabled={act.busy}
              onClick={() => void act.ignore(line)}
            >
              {t(ignored === null ? 'office.devices.ignore' : 'office.devices.unignore')}
            </button>
          </>
        )}
      </td>
    </tr>
  );
}

function Says({ said, now }: { said: LastSaid[]; now: number }): React.JSX.Element {
  const { t } = useTranslation();
  if (said.length === 0) return <small>{t('office.devices.saysNothing')}</small>;
  const newest = said.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return (
    <ul className="heard-says">
      {newest.slice(0, maxShown).map(({ name, value, unit, bad, at }) => (
        <li key={name} data-bad={bad !== undefined}>
          <span>{name}</span>{' '}
          <b className="num">{`${valueText(value)}${unit === undefined ? '' : ` ${unit}`}`}</b>{' '}
          <small>
            {bad === undefined
              ? ageText(now - Date.parse(at))
              : t('office.devices.bad', { bad: wordFor('office.devices.bad', bad) })}
          </small>
        </li>
      ))}
      {said.length > maxShown ? <li>{t('office.devices.more', { n: said.length - maxShown })}</li> : null}
    </ul>
  );
}

function valueText(value: LastSaid['value']): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : String(value);
}

/** The device that it is; else the one that it was or most likely is, and why that is thought. */
function Likely({ line }: { line: HeardLine }): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { binding, proposals } = line;
  if (binding) {
    const device = live.devices.get(`${binding.siteId}/${binding.deviceId}`)?.name ?? binding.deviceId;
    return (
      <>
        {siteName(live, binding.siteId)} · {device}
        {binding.active ? null : <small>{t('office.devices.was')}</small>}
      </>
    );
  }
  const { site, kind } = proposals;
  return (
    <>
      {site === null ? (
        <span className="heard-unknown">{t('office.devices.noSite')}</span>
      ) : (
        <>
          {siteName(live, site.siteId)}
          <small>{t(`office.devices.because.${site.reason}`)}</small>
        </>
      )}
      {kind === null ? (
        <small>{t('office.devices.noKind')}</small>
      ) : (
        <span className="heard-kind">
          {wordFor('deviceKind', kind.kind)}
          <small>
            {t(`office.devices.kindBecause.${kind.reason}`, {
              word: kind.reason === 'its-values' ? becomesWord(kind.word) : kind.word,
            })}
          </small>
        </span>
      )}
    </>
  );
}
