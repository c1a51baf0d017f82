import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { lazy, Suspense, useEffect, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { errorText } from './http/request.ts';
import { bringDeskTexts } from './i18n/language.ts';
import { askSession, keepSession, noteEnd, useSession } from './http/session.ts';
import { useLiveStore } from './live/store.ts';
import { StoppedPage } from './ui/StoppedPage.tsx';
import { SessionEnded } from './ui/SessionEnded.tsx';
import { showTheme } from './ui/theme.ts';
import './app.css';

const Wall = lazy(() => import('./features/wall/Wall.tsx'));
const Console = lazy(() => withDeskTexts(import('./features/console/Console.tsx')));
const WallEditor = lazy(() => withDeskTexts(import('./features/wall/editor/WallEditor.tsx')));
const Phone = lazy(() => import('./features/phone/Phone.tsx'));
const Office = lazy(() => withDeskTexts(import('./features/office/Office.tsx')));
const Workshop = lazy(() => withDeskTexts(import('./features/workshop/Workshop.tsx')));
const Login = lazy(() => import('./features/login/Login.tsx'));

/** A screen of the desk, once its texts are here too. */
async function withDeskTexts<Screen>(screen: Promise<Screen>): Promise<Screen> {
  await bringDeskTexts();
  return screen;
}

/** Between two questions of a page that could not be told who is signed in, ms. */
const askAgainMs = 5_000;

/** Every screen behind a session, and the workshop, which has no server; each is its own chunk. */
export function App(): React.JSX.Element {
  const [path] = useLocation();
  useEffect(() => void askSession(), []);
  useLayoutEffect(showTheme, [path]);
  return (
    <Suspense fallback={<Waiting />}>
      <Switch>
        <Route path="/login">
          <Login />
        </Route>
        <Route path="/ui">
          <Workshop />
        </Route>
        <Route>
          <SignedIn />
        </Route>
      </Switch>
    </Suspense>
  );
}

function SignedIn(): React.JSX.Element {
  const [path] = useLocation();
  const search = useSearch();
  const { state } = useSession();
  const link = useLiveStore((store) => store.link);
  useEffect(keepSession, []);
  // Where one works, what is typed outlives the session; a wall says since when it is not live. A phone goes to the
  // sign-in, whoever says so: what is typed or waits there is on its disk.
  const atWork = /^\/(console|office)/.test(path);
  const stays = atWork || path.startsWith('/wall');
  useEffect(() => {
    if (atWork && link === 'unauthorized') noteEnd();
  }, [atWork, link]);
  if (state.status === 'asking') return <Waiting />;
  if (state.status === 'unreachable') return <Unreachable error={state.error} />;
  const isOver = link === 'unauthorized' || (state.status === 'signed-in' && state.ended);
  if (state.status === 'signed-out' || (isOver && !stays)) {
    const next = path === '/' ? '' : `?next=${encodeURIComponent(search ? `${path}?${search}` : path)}`;
    return <Redirect to={`/login${next}`} replace />;
  }
  return (
    <>
      {atWork ? <SessionEnded /> : null}
      <Screens session={state.session} />
    </>
  );
}

/** The server has not said who is signed in: it is asked again and again, since nobody may be there to press a button. */
function Unreachable({ error }: { error: unknown }): React.JSX.Element {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setInterval(() => void askSession(), askAgainMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <StoppedPage
      title={t('page.unreachable')}
      hint={`${errorText(error)} · ${t('page.unreachable.hint')}`}
      action={{ text: t('console.retry'), run: () => void askSession() }}
    />
  );
}

function Screens({ session }: { session: Session }): React.JSX.Element {
  return (
    <Switch>
      <Route path="/wall">
        <Wall />
      </Route>
      <Route path="/console/wall">
        <WallEditor session={session} />
      </Route>
      <Route path="/console/*?">
        <Console session={session} />
      </Route>
      <Route path="/office/*?">
        <Office session={session} />
      </Route>
      <Route path="/m">
        <Phone session={session} />
      </Route>
      <Route>
        <Redirect to={may(session.role, 'phone.work') ? '/m' : '/console'} replace />
      </Route>
    </Switch>
  );
}

function Waiting(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <main className="plain">
      <h1>
        明厨 <span lang="en">Mingchu</span>
      </h1>
      <p>{t('app.loading')}</p>
    </main>
  );
}
