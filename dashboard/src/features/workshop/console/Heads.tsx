/** What stands above the desk: its head, the load of the officers, grids without cover. */
import { type LoadJudgement, manageableRate } from '@mingchu/shared/alarmLoad';
import type { Session } from '@mingchu/shared/http';
import type { LiveState } from '../../../live/reducer.ts';
import { workItems } from '../../../live/worklist.ts';
import { ConsoleHeader } from '../../console/ConsoleHeader.tsx';
import { CoverageStrip } from '../../console/list/CoverageStrip.tsx';
import { countByFilter } from '../../console/list/filters.ts';
import { LoadStrip } from '../../console/list/LoadStrip.tsx';
import { OfficerStrip } from '../../console/list/OfficerStrip.tsx';
import { Block, State } from '../Block.tsx';
import { useExamples } from '../examples.ts';
import { drawn } from '../drawnStates.ts';

const width = 112;

export function Heads({ session }: { session: Session }): React.JSX.Element {
  const { live } = useExamples();
  return (
    <>
      <Block name="console-header">
        <State name="with counts" width={width}>
          <ConsoleHeader
            session={session}
            district={live.district}
            counts={countByFilter(workItems(live))}
            help={() => undefined}
          />
        </State>
        <State name="of a page" width={width}>
          <ConsoleHeader session={session} district={live.district} />
        </State>
        <State name="before the district is here" width={width}>
          <ConsoleHeader session={session} district="" counts={countByFilter([])} help={() => undefined} />
        </State>
      </Block>
      <Loads live={live} />
      <Coverage live={live} />
    </>
  );
}

/** New alarms in ten minutes that are judged so. */
const ratesOf: Record<LoadJudgement, number> = {
  acceptable: 0.5,
  manageable: manageableRate,
  'over-demanding': 6.5,
  flood: 34,
};

function Loads({ live }: { live: LiveState }): React.JSX.Element {
  const load = live.stats?.load ?? null;
  const inFlood = drawn('flood').stats?.load ?? null;
  const [one] = load?.officers ?? [];
  const judged = (Object.keys(ratesOf) as LoadJudgement[]).map((judgement) => ({
    judgement,
    rate: ratesOf[judgement],
  }));
  return (
    <>
      <Block name="load-strip">
        <State name="not known" width={width}>
          <LoadStrip load={null} per10Min={0} inFlood={false} />
        </State>
        {judged.map(({ judgement, rate }) => (
          <State key={judgement} name={judgement} width={width}>
            <LoadStrip
              load={judgement === 'flood' ? inFlood : load}
              per10Min={rate}
              inFlood={judgement === 'flood'}
            />
          </State>
        ))}
      </Block>
      <Block name="officer-strip">
        <State name="nobody" width={width}>
          <OfficerStrip officers={[]} />
        </State>
        <State name="one" width={width}>
          <OfficerStrip officers={one ? [one] : []} />
        </State>
        <State name="many" width={width}>
          <OfficerStrip
            officers={
              one
                ? judged.map(({ judgement, rate }) => ({
                    ...one,
                    username: judgement,
                    displayName: `${one.displayName} ${rate}`,
                    judgement,
                    last10Min: rate,
                  }))
                : []
            }
          />
        </State>
      </Block>
    </>
  );
}

function Coverage({ live }: { live: LiveState }): React.JSX.Element {
  const full = drawn('full');
  const many = full.grids.slice(0, 9).map(({ id, name }, index) => {
    const like = full.coverage[index % 2];
    return like ? { ...like, gridId: id, gridName: name } : null;
  });
  return (
    <Block name="coverage-strip">
      <State name="now and soon" width={width}>
        <CoverageStrip live={{ ...live, coverage: full.coverage }} />
      </State>
      <State name="many" width={width}>
        <CoverageStrip live={{ ...live, coverage: many.filter((gap) => gap !== null) }} />
      </State>
    </Block>
  );
}
