import { lazy, Suspense, useEffect, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMocked } from '../../live/connection.ts';
import { type AnswerMode, answerModes } from '../../mock/answerMode.ts';
import type { Theme } from '../../ui/colourPairs.ts';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { Again } from './Block.tsx';
import { type DrawnState, drawnStates } from './drawnStates.ts';
import { useAnswers, useDistrictIn } from './district.ts';
import './workshop.css';

const themes = ['dark', 'light', 'both'] as const;
type Themes = (typeof themes)[number];
const scales = ['0.75', '1', '1.25', '1.5'] as const;
/** Size of 1 rem at a scale of 1, px: that of a wall of 1080 lines. */
const remPx = 16;

/** What a section is shown with. */
export interface SectionProps {
  theme: Theme;
  answers: AnswerMode;
}

/** What can be shown, each a file of its own; the parts of a screen ask the mock, which answers as is chosen. */
const sections = {
  parts: { asks: false, Shown: lazy(() => import('./Parts.tsx')) },
  console: { asks: true, Shown: lazy(() => import('./console/ConsoleParts.tsx')) },
  site: { asks: true, Shown: lazy(() => import('./site/SiteParts.tsx')) },
  office: { asks: true, Shown: lazy(() => import('./office/OfficeParts.tsx')) },
  phone: { asks: true, Shown: lazy(() => import('./phone/PhoneParts.tsx')) },
  arrange: { asks: true, Shown: lazy(() => import('./arrange/ArrangeParts.tsx')) },
  tokens: { asks: false, Shown: lazy(() => import('./Tokens.tsx')) },
} satisfies Record<string, { asks: boolean; Shown: React.ComponentType<SectionProps> }>;
type Section = keyof typeof sections;
const sectionNames = Object.keys(sections) as Section[];

/** Of these words the one that the address has under this name, else the one that is usual. */
function asked<Word extends string>(name: string, words: readonly Word[], usual: Word): Word {
  const word = new URLSearchParams(location.search).get(name);
  return words.find((each) => each === word) ?? usual;
}

/** A choice that the address tells and that is told to it, so that what is on screen can be linked to. */
function useChoice<Word extends string>(
  name: string,
  words: readonly Word[],
  usual: Word,
): [Word, (word: Word) => void] {
  const [chosen, setChosen] = useState(() => asked(name, words, usual));
  const choose = (word: Word): void => {
    setChosen(word);
    const search = new URLSearchParams(location.search);
    search.set(name, word);
    history.replaceState(history.state, '', `?${search}${location.hash}`);
  };
  return [chosen, choose];
}

/**
 * Every component and panel in every state, for those who draw them and for the tests that photograph them. It needs
 * nobody to sign in, because it never asks a server: it runs in a page that has the mock, or loads itself into one.
 */
export default function Workshop(): React.JSX.Element | null {
  const mocked = isMocked();
  useEffect(() => {
    if (!mocked) location.replace('/ui');
  }, [mocked]);
  return mocked ? <Bench /> : null;
}

function Bench(): React.JSX.Element {
  const { t, i18n } = useTranslation();
  const [theme, setTheme] = useChoice<Themes>('theme', themes, 'dark');
  const [scale, setScale] = useChoice('scale', scales, '1');
  const [state, setState] = useChoice<DrawnState>('state', drawnStates, 'full');
  const [section, setSection] = useChoice<Section>('show', sectionNames, 'parts');
  const [answers, setAnswers] = useChoice<AnswerMode>('answers', answerModes, 'usual');
  const [shown, setShown] = useState<Section | null>(null);
  useDistrictIn(state);
  useAnswers(answers);
  useLayoutEffect(() => {
    document.documentElement.style.fontSize = `${remPx * Number(scale)}px`;
    return () => void document.documentElement.style.removeProperty('font-size');
  }, [scale]);
  const { asks, Shown } = sections[section];
  const [first, ...second] = theme === 'both' ? (['dark', 'light'] as const) : [theme];
  // What has been asked for has been answered in the old way, and in the old language: it is asked for anew.
  const key = asks ? [section, state, answers, i18n.language].join(' ') : section;
  return (
    <main className={`workshop ${first}`} data-testid="workshop" data-shown={shown}>
      <header className="workshop-head">
        <h1>{t('ui.title')}</h1>
        <Choice label={t('ui.state')} words={drawnStates} text="ui.state" chosen={state} choose={setState} />
        <Choice label={t('ui.theme')} words={themes} text="ui.theme" chosen={theme} choose={setTheme} />
        <Choice label={t('ui.scale')} words={scales} text="ui.scale" chosen={scale} choose={setScale} />
        <Choice
          label={t('ui.show')}
          words={sectionNames}
          text="ui.show"
          chosen={section}
          choose={setSection}
        />
        <Choice
          label={t('ui.answers')}
          words={answerModes}
          text="ui.answers"
          chosen={answers}
          choose={setAnswers}
        />
        <LanguageSwitch className="quiet" />
      </header>
      <Suspense>
        <Shown key={key} theme={first} answers={answers} />
        <Here key={`here ${section}`} tell={() => setShown(section)} />
        {second.map((each) => (
          <div key={each} className={`workshop-second ${each}`}>
            <Again value={`-${each}`}>
              <Shown key={key} theme={each} answers={answers} />
            </Again>
          </div>
        ))}
      </Suspense>
    </main>
  );
}

/** Tells when the section has come. The browser looks for the name in the address before there is anything with a name. */
function Here({ tell }: { tell: () => void }): null {
  useEffect(() => {
    tell();
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);
  return null;
}

function Choice<Word extends string>(props: {
  label: string;
  words: readonly Word[];
  /** Texts of the words begin with this. */
  text: 'ui.state' | 'ui.theme' | 'ui.scale' | 'ui.show' | 'ui.answers';
  chosen: Word;
  choose: (word: Word) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <label>
      {props.label}{' '}
      <select value={props.chosen} onChange={({ target }) => props.choose(target.value as Word)}>
        {props.words.map((word) => (
          <option key={word} value={word}>
            {t(`${props.text}.${word}` as 'ui.show.parts')}
          </option>
        ))}
      </select>
    </label>
  );
}
