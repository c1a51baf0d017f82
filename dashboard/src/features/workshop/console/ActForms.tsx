/** Every act of the desk: its buttons in each state, its form, what is in the forms. */
import { violationStates } from '@mingchu/shared/violation';
import { type ReviewVerdict, reviewVerdicts } from '@mingchu/shared/review';
import type { Session } from '@mingchu/shared/http';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionFor } from '../../../mock/answers.ts';
import { drawnArrivals } from '../../../mock/drawnEstimate.ts';
import { ActForm } from '../../console/acts/ActForm.tsx';
import type { FormAct } from '../../console/acts/actBody.ts';
import { CandidateField } from '../../console/acts/CandidateField.tsx';
import { CaseActs } from '../../console/acts/CaseActs.tsx';
import type { Draft } from '../../console/acts/drafts.ts';
import { consoleActs, plainActs } from '../../console/acts/openActs.ts';
import { VerdictFields } from '../../console/acts/VerdictFields.tsx';
import { Block, State } from '../Block.tsx';
import { useExamples, violationIn } from '../examples.ts';

const width = 40;
const nothing = (): void => undefined;

export function ActForms({ session }: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, cases } = useExamples();
  const { camera, claimed } = cases;
  const formActs = consoleActs.filter((act): act is FormAct => !plainActs.has(act));
  return (
    <>
      <Block name="case-acts">
        {violationStates.map((state) => (
          <State key={state} name={state} width={width}>
            <CaseActs
              live={live}
              item={{ ...camera, violation: violationIn(state, camera.violation) }}
              session={session}
            />
          </State>
        ))}
        <State name="a claim waits" width={width}>
          <CaseActs live={live} item={claimed} session={session} />
        </State>
        <State name="for a leader" width={width}>
          <CaseActs live={live} item={camera} session={sessionFor('leader')} />
        </State>
      </Block>
      <Block name="act-form">
        {formActs.map((act) => (
          <State key={act} name={act} width={width}>
            <ActForm {...{ act, live }} item={camera} busy={false} open send={nothing} cancel={nothing} />
          </State>
        ))}
        <State name="on its way" width={width}>
          <ActForm act="recall" live={live} item={camera} busy open send={nothing} cancel={nothing} />
        </State>
        <State name="not open any more" width={width}>
          <ActForm
            {...{ act: 'recall', live }}
            item={camera}
            busy={false}
            open={false}
            happened={t('console.overtaken.by', { who: '值班员', time: '12:03:08', what: t('act.recall') })}
            send={nothing}
            cancel={nothing}
          />
        </State>
      </Block>
      <Fields />
    </>
  );
}

/** A draft in which this has been typed. */
function typed(fields: Record<string, string>): Draft {
  return { value: (name, fallback = '') => fields[name] ?? fallback, keep: nothing, drop: nothing };
}

function Fields(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { camera: item } = cases;
  const arrivals = useMemo(() => {
    const site = live.sites.get(item.siteId);
    return site ? drawnArrivals(site, [...live.inspectors.values()], Date.now()) : [];
  }, [live, item]);
  const verdict = (each: ReviewVerdict): React.JSX.Element => (
    <State key={each} name={each} width={width}>
      <form className="act-form">
        <VerdictFields {...{ live, item, arrivals }} draft={typed({ verdict: each })} />
      </form>
    </State>
  );
  return (
    <>
      <Block name="candidate-field">
        <State name="with estimates" width={width}>
          <form className="act-form">
            <CandidateField {...{ live, item, arrivals }} draft={typed({})} />
          </form>
        </State>
        <State name="without estimates" width={width}>
          <form className="act-form">
            <CandidateField {...{ live, item }} arrivals={[]} draft={typed({})} />
          </form>
        </State>
        <State name="nobody" width={width}>
          <form className="act-form">
            <CandidateField
              {...{ item }}
              live={{ ...live, inspectors: new Map() }}
              arrivals={[]}
              draft={typed({})}
            />
          </form>
        </State>
      </Block>
      <Block name="verdict-fields">{reviewVerdicts.map(verdict)}</Block>
    </>
  );
}
