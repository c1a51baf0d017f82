import type { FamilyView, HeardFilter, HeardLine } from '@mingchu/shared/bindings';
import { may } from '@mingchu/shared/permissions';
import type { Session } from '@mingchu/shared/http';
import type { WatchingRule } from '@mingchu/shared/watchingRules';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../i18n/language.ts';
import { useLiveStore } from '../../../live/store.ts';
import { Choices } from '../Choices.tsx';
import { Older } from '../Older.tsx';
import { ActedHead } from '../ActedHead.tsx';
import { Page, Part } from '../Page.tsx';
import { useAnswer, useSend } from '../useAnswer.ts';
import { BindingFiles } from './BindingFiles.tsx';
import { BindForm } from './BindForm.tsx';
import { HeardRow } from './HeardRow.tsx';
import { ReplaceForm, UnbindForm } from './ReplaceForm.tsx';
import { keyOf, useChosenLine } from './useChosenLine.ts';
import './devices.css';
import { ActError } from '../../../ui/ActError.tsx';

const filters = ['new', 'bound', 'ignored', 'all'] as const satisfies readonly HeardFilter[];
/** Real ms that typing rests before it is searched for. */
const typingMs = 300;

type Heard = { items: HeardLine[]; nextCursor: string | null };
export type FamiliesAnswer = { families: FamilyView[]; rules: WatchingRule[] };
export type OpenAct = { form: 'bind' | 'replace' | 'unbind'; line: HeardLine };

/** Who was heard and is nobody's yet: what it says, what it most likely is, and one click to make it watched. */
export default function DeviceInbox(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const listed = useListed();
  const [open, setOpen] = useState<OpenAct | null>(null);
  const { busy, error, send } = useSend();
  const answer = useAnswer<Heard>(`/heard-devices?${listed.query}`);
  const counts = useAnswer<Record<HeardFilter, number>>('/heard-devices/counts');
  const known = useAnswer<FamiliesAnswer>('/device-families');
  const again = () => {
    answer.again();
    counts.again();
  };
  // The server says when somebody new speaks, or somebody else has acted.
  const turn = useLiveStore((store) => store.inboxTurn);
  useEffect(() => {
    if (turn > 0) again();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [turn, answer.again, counts.again]);
  const close = () => setOpen(null);
  const done = () => {
    close();
    again();
  };
  const ignore = async ({ family: of, mount, address, ignored }: HeardLine) => {
    const body = { family: of, mount, address, ignored: ignored === null };
    if (await send('POST', '/heard-devices/ignore', body)) again();
  };
  const families = known.body?.families ?? [];
  const mayAct = may(props.session.role, 'binding.act');
  const chosen = useChosenLine(answer.body?.items ?? [], {
    act: (line) => {
      if (mayAct) setOpen({ form: line.binding?.active ? 'unbind' : 'bind', line });
    },
    leave: close,
  });
  return (
    <Page title={t('office.devices')}>
      <p className="office-period">
        {t('office.devices.hint')}{' '}
        <span className="office-piece">
          <kbd>j</kbd> <kbd>k</kbd> {t('console.keys.next')}
        </span>
        {mayAct ? (
          <span className="office-piece">
            {' · '}
            <kbd>Enter</kbd> {t('office.devices.bind')}
          </span>
        ) : null}
      </p>
      {open === null ? null : (
        <OpenForm open={open} rules={known.body?.rules ?? []} done={done} close={close} />
      )}
      <HeardTools listed={listed} counts={counts.body} families={families} />
      <ActError text={error} />
      <Part
        title={t(`office.devices.filter.${listed.filter}`)}
        answer={answer}
        empty={({ items }) =>
          items.length > 0
            ? null
            : t(listed.search === '' ? `office.devices.none.${listed.filter}` : 'office.devices.none.search')
        }
      >
        {({ items, nextCursor }) => (
          <>
            <table className="office-table heard-table">
              <ActedHead
                columns={[
                  t('office.devices.who'),
                  t('office.devices.says'),
                  t('office.devices.heard'),
                  t('office.devices.likely'),
                ]}
              />
              <tbody>
                {items.map((line) => (
                  <HeardRow
                    key={keyOf(line)}
                    line={line}
                    isChosen={keyOf(line) === chosen}
                    family={families.find(({ id }) => id === line.family)}
                    act={mayAct ? { busy, open: setOpen, ignore } : null}
                  />
                ))}
              </tbody>
            </table>
            <Older cursor={listed.cursor} next={nextCursor} go={listed.go} />
          </>
        )}
      </Part>
      <BindingFiles role={props.session.role} done={again} />
    </Page>
  );
}

/** Which lines are asked for: by filter, family and what is typed, from the first on until older ones are wanted. */
function useListed() {
  const [filter, setFilter] = useState<HeardFilter>('new');
  const [family, setFamily] = useState('');
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  const [cursor, setCursor] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      setCursor(null);
      setSearch(typed.trim());
    }, typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = new URLSearchParams({
    filter,
    limit: '50',
    ...(family !== '' && { family }),
    ...(search !== '' && { search }),
    ...(cursor !== null && { cursor }),
  });
  return {
    filter,
    family,
    typed,
    search,
    cursor,
    query,
    go: setCursor,
    type: setTyped,
    chooseFilter: (chosen: HeardFilter) => {
      setCursor(null);
      setFilter(chosen);
    },
    chooseFamily: (chosen: string) => {
      setCursor(null);
      setFamily(chosen);
    },
  };
}

/** The form of the act that is open. */
function OpenForm(props: {
  open: OpenAct;
  rules: readonly WatchingRule[];
  done: () => void;
  close: () => void;
}): React.JSX.Element {
  const { open, rules, done, close } = props;
  const { form, line } = open;
  switch (form) {
    case 'bind':
      return <BindForm key={keyOf(line)} line={line} rules={rules} done={done} close={close} />;
    case 'replace':
      return <ReplaceForm key={keyOf(line)} line={line} done={done} close={close} />;
    case 'unbind':
      return <UnbindForm key={keyOf(line)} line={line} done={done} close={close} />;
  }
}

function HeardTools(props: {
  listed: ReturnType<typeof useListed>;
  counts: Record<HeardFilter, number> | null;
  families: readonly FamilyView[];
}): React.JSX.Element {
  const { t } = useTranslation();
  const { listed, counts, families } = props;
  return (
    <div className="office-row heard-tools">
      <Choices
        keys={filters}
        chosen={listed.filter}
        textOf={(key) => `${t(`office.devices.filter.${key}`)} ${counts?.[key] ?? ''}`.trim()}
        choose={listed.chooseFilter}
      />
      <label>
        {t('office.devices.family')}
        <select value={listed.family} onChange={(event) => listed.chooseFamily(event.target.value)}>
          <option value="">{t('office.devices.family.any')}</option>
          <option value="mingchu">{t('office.devices.family.mingchu')}</option>
          {families.map(({ id, title }) => (
            <option key={id} value={id}>
              {inLanguage(title)}
            </option>
          ))}
        </select>
      </label>
      <label className="office-grow">
        {t('office.devices.search')}
        <input
          type="search"
          value={listed.typed}
          maxLength={80}
          placeholder={t('office.devices.search.hint')}
          onChange={(event) => listed.type(event.target.value)}
        />
      </label>
    </div>
  );
}
