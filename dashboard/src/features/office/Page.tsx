import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from './useAnswer.ts';

/** A page of the office: its title, what it offers to do, and its parts. */
export function Page(props: { title: string; tools?: ReactNode; children: ReactNode }): React.JSX.Element {
  return (
    <main className="office-page">
      <header className="office-title">
        <h2>{props.title}</h2>
        {props.tools ? <div className="office-tools">{props.tools}</div> : null}
      </header>
      {props.children}
    </main>
  );
}

/** A part of a page that waits for an answer: says that it loads, why it could not, or that there is nothing. */
export function Part<Body>(props: {
  title: string;
  answer: Answer<Body>;
  empty: (body: Body) => string | null;
  children: (body: Body) => ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { answer } = props;
  const nothing = answer.body === null ? null : props.empty(answer.body);
  return (
    <section className="office-part" aria-busy={answer.asking} aria-label={props.title}>
      <h3>{props.title}</h3>
      {answer.error ? (
        <p className="act-error" role="alert">
          {answer.error}{' '}
          <button type="button" className="button" onClick={answer.again}>
            {t('console.retry')}
          </button>
        </p>
      ) : null}
      {answer.body === null && answer.asking ? <p className="office-none">{t('office.loading')}</p> : null}
      {nothing === null ? null : <p className="office-none">{nothing}</p>}
      {answer.body !== null && nothing === null ? props.children(answer.body) : null}
    </section>
  );
}
