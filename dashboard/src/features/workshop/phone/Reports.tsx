/** The report as it is being written: for every outcome, and before there is a checklist. */
import { type Checklist, reportOutcomes } from '@mingchu/shared/report';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { drawnReports } from '../../../mock/drawnReport.ts';
import { writePage } from '../../phone/acts/kept.ts';
import { Missing } from '../../phone/report/Missing.tsx';
import {
  type Drawn,
  emptyReport,
  lackingIn,
  type ReportDraft,
  reportKey,
} from '../../phone/report/reportDraft.ts';
import { ReportForm } from '../../phone/report/ReportForm.tsx';
import { SignaturePad } from '../../phone/report/SignaturePad.tsx';
import { keepChecklists } from '../../phone/report/useChecklist.ts';
import { Block, State } from '../Block.tsx';
import { orderIn, useExamples } from '../examples.ts';
import { phoneWidth as width } from './phoneWidth.ts';

/** A checklist of one question, which must be answered. */
const asking: Checklist = {
  id: 'premises',
  title: { zh: '', en: '' },
  rules: ['no-hat'],
  outcomes: [...reportOutcomes],
  questions: [
    { id: 'seen', text: { zh: '现场是否仍存在', en: 'Still there on site' }, kind: 'yes-no', required: true },
  ],
};

export function Reports(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { camera } = cases;
  const order = orderIn('arrived', camera.dispatch);
  const { ruleId } = camera.violation;
  const drawn = useMemo((): Drawn => {
    const [view] = drawnReports(orderIn('submitted', camera.dispatch));
    const signature = view?.report.signature;
    if (signature?.kind !== 'svg-path') throw new Error('the mock has no signature');
    return { path: signature.path, width: signature.width, height: signature.height };
  }, [camera]);
  const drafts: Record<string, Partial<ReportDraft>> = {
    empty: {},
    ...Object.fromEntries(
      reportOutcomes.map((outcome, index) => [
        outcome,
        {
          outcome,
          answers: { seen: index % 2 === 0, discarded: '3.5', remark: '冷藏柜门封条老化，已要求更换。' },
          before: ['before-1'],
          after: ['after-1', 'after-2'],
          ...(index % 3 === 2 ? { unsigned: '' } : { drawn, signer: '刘桂英' }),
        },
      ]),
    ),
  };
  return (
    <>
      <Block name="phone-report">
        {Object.entries(drafts).map(([name, draft]) => {
          const id = `workshop-report-${name}`;
          return (
            <State key={name} name={name} width={width}>
              <Kept name={reportKey(id)} draft={{ ...emptyReport, ...draft }}>
                <ReportForm live={live} shown={{ order: { ...order, id }, waiting: [] }} ruleId={ruleId} />
              </Kept>
            </State>
          );
        })}
        <State name="by its alarm not known" width={width}>
          <ReportForm live={live} shown={{ order, waiting: [] }} ruleId={null} />
        </State>
        <State name="no checklist to be had" width={width}>
          <ReportForm
            live={live}
            shown={{ order: { ...order, id: 'workshop-no-checklist' }, waiting: [] }}
            ruleId={null}
          />
        </State>
      </Block>
      <Block name="phone-report-missing">
        <State name="all that an empty one lacks" width={width}>
          <Missing lacking={lackingIn(emptyReport, asking)} />
        </State>
      </Block>
      <Signatures drawn={drawn} />
    </>
  );
}

/** What has been typed is on the phone's own disk: it is put there before it is shown. */
function Kept(props: { name: string; draft: ReportDraft; children: ReactNode }): ReactNode {
  const { name, draft, children } = props;
  const [kept, setKept] = useState(false);
  useEffect(() => {
    let gone = false;
    Promise.all([writePage(name, draft), keepChecklists().catch(() => undefined)]).then(
      () => !gone && setKept(true),
      () => !gone && setKept(true),
    );
    return () => {
      gone = true;
    };
  }, [name]);
  return kept ? children : null;
}

function Signatures(props: { drawn: Drawn }): React.JSX.Element {
  const [drawn, setDrawn] = useState<Drawn | null>(props.drawn);
  const [none, setNone] = useState<Drawn | null>(null);
  return (
    <Block name="phone-signature">
      <State name="empty" width={width}>
        <SignaturePad drawn={none} onDrawn={setNone} />
      </State>
      <State name="drawn" width={width}>
        <SignaturePad drawn={drawn} onDrawn={setDrawn} />
      </State>
    </Block>
  );
}
