/** Who covers what, what the ladder would do, what changed rules would have done, and the page for a door. */
import type { Session } from '@mingchu/shared/http';
import {
  type PolicyPreview,
  type PolicyView,
  type PreviewSupposition,
  previewSuppositions,
} from '@mingchu/shared/policy';
import { type RulebookTrialAnswer, trialLimits } from '@mingchu/shared/rulebookTrial';
import type { GridCoverage, Rota } from '@mingchu/shared/shift';
import { useLiveStore } from '../../../live/store.ts';
import { DoorPage } from '../../office/DoorCodes.tsx';
import { Preview, PreviewSteps } from '../../office/policy/Preview.tsx';
import { ByHand } from '../../office/rotas/ByHand.tsx';
import { CoverageTable } from '../../office/rotas/CoverageTable.tsx';
import { Exceptions } from '../../office/rotas/Exceptions.tsx';
import { RotaForm } from '../../office/rotas/RotaForm.tsx';
import { TrialOutcome } from '../../office/rulebook/RulebookTrial.tsx';
import { useAnswer } from '../../office/useAnswer.ts';
import { Block } from '../Block.tsx';
import { usePosted } from './posted.ts';
import { Sheet } from './Sheet.tsx';

const nothing = (): void => undefined;
const width = 90;

export function Plans({ session }: { session: Session }): React.JSX.Element {
  return (
    <>
      <RotaParts />
      <PolicyParts />
      <Trials />
      <Door session={session} />
    </>
  );
}

function RotaParts(): React.JSX.Element {
  const live = useLiveStore((store) => store.live);
  const grids = useAnswer<{ items: GridCoverage[] }>('/shifts/now').body?.items ?? [];
  const [rota] = useAnswer<{ items: Rota[] }>('/rotas').body?.items ?? [];
  return (
    <>
      <Block name="coverage-table">
        <Sheet name="nobody now, nobody later, somebody" width={width}>
          <CoverageTable grids={grids.slice(0, 3)} live={live} />
        </Sheet>
      </Block>
      <Block name="rota-form">
        <Sheet name="new" width={width}>
          <RotaForm rota={null} saved={nothing} close={nothing} />
        </Sheet>
        <Sheet name="changed" width={width}>
          {rota ? <RotaForm rota={rota} saved={nothing} close={nothing} /> : null}
        </Sheet>
      </Block>
      <Block name="shift-by-hand">
        <Sheet name="usual" width={width}>
          <ByHand changed={nothing} />
        </Sheet>
      </Block>
      <Block name="rota-exceptions">
        {[true, false].map((mayManage) => (
          <Sheet key={String(mayManage)} name={mayManage ? 'to be changed' : 'to be read'} width={width}>
            <Exceptions mayManage={mayManage} changed={nothing} />
          </Sheet>
        ))}
      </Block>
    </>
  );
}

function PolicyParts(): React.JSX.Element {
  const policy = useAnswer<PolicyView>('/policy').body?.policy ?? null;
  return (
    <>
      <Block name="policy-preview">
        <Sheet name="not asked yet" width={width}>
          {policy ? <Preview policy={policy} /> : null}
        </Sheet>
      </Block>
      <Block name="preview-steps">
        {previewSuppositions.map((suppose) => (
          <Sheet key={suppose} name={suppose} width={40}>
            <Steps suppose={suppose} />
          </Sheet>
        ))}
      </Block>
    </>
  );
}

function Steps({ suppose }: { suppose: PreviewSupposition }): React.JSX.Element | null {
  const answer = usePosted<PolicyPreview>('/policy/preview', {
    siteId: 'site-1',
    severity: 'major',
    suppose,
  });
  return answer ? (
    <div className="office-preview">
      <PreviewSteps answer={answer} />
    </div>
  ) : null;
}

function Trials(): React.JSX.Element {
  const tried = usePosted<RulebookTrialAnswer>('/rulebook/trial', { yaml: '' });
  const states: Record<string, RulebookTrialAnswer> = tried
    ? {
        'under way': tried,
        done: { ...tried, sitesDone: tried.sitesTotal, nextAfterSite: null, unlisted: 312 },
        'every limit': {
          ...tried,
          sitesDone: tried.sitesTotal,
          nextAfterSite: null,
          limits: trialLimits.map((reason) => ({ ruleId: 'device-offline', reason })),
        },
        'no difference': {
          ...tried,
          sitesDone: tried.sitesTotal,
          counts: {},
          differences: [],
          nextAfterSite: null,
        },
      }
    : {};
  return (
    <Block name="trial-outcome">
      {Object.entries(states).map(([name, result]) => (
        <Sheet key={name} name={name} width={width}>
          <TrialOutcome result={result} busy={result.nextAfterSite !== null} />
        </Sheet>
      ))}
    </Block>
  );
}

function Door({ session }: { session: Session }): React.JSX.Element {
  return (
    <Block name="door-page">
      <Sheet name="printed" width={60}>
        <DoorPage siteId="site-1" siteName="实验学校食堂（新城区第二分店）" session={session} />
      </Sheet>
    </Block>
  );
}
