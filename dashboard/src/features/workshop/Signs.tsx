/** What any screen may say of itself, its head, and small parts that several screens share. */
import type { LoadJudgement } from '@mingchu/shared/alarmLoad';
import type { Session } from '@mingchu/shared/http';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionEnd } from '../../http/sessionEnd.ts';
import { sessionFor } from '../../mock/answers.ts';
import { SelfTest } from '../../sound/SelfTest.tsx';
import { SoundControl } from '../../sound/SoundControl.tsx';
import { ActError } from '../../ui/ActError.tsx';
import { DetectionBox } from '../../ui/EvidencePicture.tsx';
import { LoadBar, LoadWord } from '../../ui/LoadMark.tsx';
import { NewPageSign } from '../../ui/NewPageSign.tsx';
import { PasswordForm } from '../../ui/PasswordForm.tsx';
import { SessionEnded } from '../../ui/SessionEnded.tsx';
import { SessionEnds, SessionEndsBar, SessionEndsLine } from '../../ui/SessionEnds.tsx';
import { FailedPage, StoppedPage } from '../../ui/StoppedPage.tsx';
import { SureButton } from '../../ui/SureButton.tsx';
import { OtherWays } from '../login/OtherWays.tsx';
import '../login/login.css';
import { CoverageWarning } from '../wall/header/CoverageWarning.tsx';
import { WallHeader } from '../wall/header/WallHeader.tsx';
import { DeskLink } from '../wall/DeskLink.tsx';
import { SiteLink } from '../wall/SiteLink.tsx';
import '../wall/wall.css';
import { Block, ScreenState, State } from './Block.tsx';
import { useSignedIn } from './district.ts';
import { drawn } from './drawnStates.ts';

const nothing = (): void => undefined;
const minuteMs = 60_000;
/** What is left of a session in each stage of its end, ms. */
const leftIn: Record<SessionEnd['stage'], number> = { 'last-day': 312 * minuteMs, soon: 50 * 60 * minuteMs };

export function Signs(): React.JSX.Element {
  const session = useMemo(() => sessionFor('duty'), []);
  const end = useMemo(() => ({ ended: true, endsAtMs: Date.now() + leftIn['last-day'] }), []);
  useSignedIn(session, end);
  return (
    <>
      <Heads />
      <Ends />
      <Loads />
      <Acts session={session} />
    </>
  );
}

function Heads(): React.JSX.Element {
  const gaps = useMemo(() => drawn('full').coverage, []);
  const [like] = gaps;
  const many = like ? [...gaps, ...['a', 'b', 'c'].map((gridId) => ({ ...like, gridId }))] : [];
  return (
    <>
      <Block name="wall-header">
        <State name="as the district is" width={118} height={5}>
          <WallHeader />
        </State>
      </Block>
      <Block name="wall-coverage">
        {[gaps, many].map((each) => (
          <State key={each.length} name={`${each.length} grids`} width={60}>
            <CoverageWarning gaps={each} />
          </State>
        ))}
      </Block>
      <Block name="site-link">
        <State name="words of a line">
          <p>
            <SiteLink siteId="site-1">site-1</SiteLink>
          </p>
        </State>
        <State name="words that open a group">
          <p>
            <DeskLink opens="site-1">site-1</DeskLink>
          </p>
        </State>
      </Block>
    </>
  );
}

function Ends(): React.JSX.Element {
  const { t } = useTranslation();
  const stages = Object.keys(leftIn) as SessionEnd['stage'][];
  return (
    <>
      <Block name="session-ends">
        {stages.map((stage) => (
          <State key={stage} name={stage} width={60}>
            <SessionEndsLine end={{ stage, endsAtMs: Date.now() + leftIn[stage], leftMs: leftIn[stage] }} />
          </State>
        ))}
        <State name="of this session" width={60}>
          <SessionEnds />
        </State>
        <State name="of this session, on a wall" width={80}>
          <SessionEndsBar />
        </State>
      </Block>
      <Block name="session-ended">
        <ScreenState name="said by the server" width={80} height={6}>
          <SessionEnded />
        </ScreenState>
      </Block>
      <Block name="new-page">
        <State name="when the server has another">
          <NewPageSign />
        </State>
      </Block>
      <Block name="stopped-page">
        <ScreenState name="not to be reached" width={60} height={20}>
          <StoppedPage
            title={t('page.unreachable')}
            hint={t('page.unreachable.hint')}
            action={{ text: t('console.retry'), run: nothing }}
          />
        </ScreenState>
        <ScreenState name="failed" width={60} height={20}>
          <FailedPage />
        </ScreenState>
      </Block>
    </>
  );
}

/** New alarms in ten minutes that are judged so. */
const rates: Record<LoadJudgement, number> = {
  acceptable: 0.5,
  manageable: 1.6,
  'over-demanding': 6.5,
  flood: 34,
};

function Loads(): React.JSX.Element {
  return (
    <Block name="load-mark">
      {(Object.keys(rates) as LoadJudgement[]).map((judgement) => (
        <State key={judgement} name={judgement} width={16}>
          <div className="controls">
            <LoadBar rate={rates[judgement]} />
            <LoadWord judgement={judgement} />
          </div>
        </State>
      ))}
    </Block>
  );
}

function Acts({ session }: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <>
      <Block name="acts">
        <State name="refused" width={30}>
          <div className="controls">
            <ActError text={t('error.status.409')} />
          </div>
        </State>
        {[false, true].map((disabled) => (
          <State key={String(disabled)} name={disabled ? 'not now' : 'asks twice'}>
            <div className="controls">
              <SureButton
                text={t('office.remove')}
                sure={t('office.removeSure', { name: 'A' })}
                {...{ disabled }}
                act={nothing}
              />
            </div>
          </State>
        ))}
        <State name="a box over a picture" width={20} height={8}>
          <div className="picture">
            <DetectionBox box={[0.2, 0.2, 0.4, 0.6]} past={false} />
          </div>
        </State>
        <State name="own password" width={30}>
          <div className="controls">
            <PasswordForm className="act-form" button="button button-main" />
          </div>
        </State>
      </Block>
      <Block name="sound">
        <State name="control" width={30}>
          <div className="controls">
            <SoundControl session={session} />
          </div>
        </State>
        <State name="self-test" width={30}>
          <div className="controls">
            <div className="sound-panel">
              <SelfTest session={session} doIt={(act) => () => void act()} />
            </div>
          </div>
        </State>
      </Block>
      <Block name="other-ways">
        <State name="as the mock answers" width={24}>
          <div className="login-card">
            <OtherWays next="/console" />
          </div>
        </State>
      </Block>
    </>
  );
}
