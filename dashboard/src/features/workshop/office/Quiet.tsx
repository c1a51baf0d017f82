/** What would make noisy rules quieter: to be chosen, and what became of it. The page of statistics shows the rest. */
import type { AdjustedSiteRule, QuietPreview as Previewed } from '@mingchu/shared/quietPreview';
import { QuietOutcome } from '../../office/statistics/QuietOutcome.tsx';
import { QuietPreview } from '../../office/statistics/QuietPreview.tsx';
import { QuietTable } from '../../office/statistics/QuietTable.tsx';
import { useAnswer } from '../../office/useAnswer.ts';
import { Block } from '../Block.tsx';
import { ago } from '../examples.ts';
import { Sheet } from './Sheet.tsx';

const nothing = (): void => undefined;
const width = 90;
/** Of one rule in many kitchens. */
const previewPath = '/statistics/noise/rules/fridge-warm';

export function Quiet(): React.JSX.Element {
  const lines = useAnswer<Previewed>(previewPath).body?.items ?? [];
  const outcomes: Record<AdjustedSiteRule['outcome'], Pick<AdjustedSiteRule, 'setBy' | 'setAt'>> = {
    applied: { setBy: 'admin', setAt: ago(0) },
    'changed-meanwhile': { setBy: 'chief', setAt: ago(3_600_000) },
    'site-not-found': { setBy: null, setAt: null },
  };
  const outcome = (Object.keys(outcomes) as AdjustedSiteRule['outcome'][]).flatMap((each, index) => {
    const line = lines[index];
    if (!line) return [];
    const { siteId, ruleId, param, proposed: value } = line;
    return [{ siteId, ruleId, param, value, outcome: each, ...outcomes[each] }];
  });
  return (
    <>
      <Block name="quiet-preview">
        {[true, false].map((mayApply) => (
          <Sheet key={String(mayApply)} name={mayApply ? 'to be applied' : 'to be looked at'} width={width}>
            <QuietPreview
              title={mayApply ? 'to be applied' : 'to be looked at'}
              path={previewPath}
              by="rule"
              mayApply={mayApply}
              close={nothing}
            />
          </Sheet>
        ))}
      </Block>
      <Block name="quiet-table">
        {(['rule', 'device'] as const).map((by) => (
          <Sheet key={by} name={`by ${by}`} width={width}>
            <QuietTable
              by={by}
              lines={lines}
              chosen={lines.slice(0, 2)}
              choose={nothing}
              chooseAll={nothing}
            />
          </Sheet>
        ))}
      </Block>
      <Block name="quiet-outcome">
        <Sheet name="each outcome" width={width}>
          <QuietOutcome lines={lines} outcome={outcome} by="rule" close={nothing} />
        </Sheet>
      </Block>
    </>
  );
}
