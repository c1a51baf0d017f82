/** His messages, his shift, and what he chooses for himself. */
import type { Session } from '@mingchu/shared/http';
import type { InAppMessage } from '@mingchu/shared/live';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Messages } from '../../phone/messages/Messages.tsx';
import { OneOf } from '../../phone/OneOf.tsx';
import { ReasonButtons } from '../../phone/orders/ReasonButtons.tsx';
import { Settings } from '../../phone/settings/Settings.tsx';
import { Shift } from '../../phone/settings/Shift.tsx';
import { Swaps } from '../../phone/settings/Swaps.tsx';
import { Block, State } from '../Block.tsx';
import { ago, useExamples } from '../examples.ts';
import { phoneWidth as width } from './phoneWidth.ts';

const nothing = (): void => undefined;

/** Choosing sends nothing; a reason does. */
function Choices(): React.JSX.Element {
  const { t } = useTranslation();
  const [chosen, choose] = useState<string | null>(null);
  const names = ['absent', 'refused'] as const;
  const textOf = (name: (typeof names)[number]): string => t(`phone.unsigned.${name}`);
  return (
    <>
      <State name="one of two" width={width}>
        <OneOf
          legend={t('phone.unsigned.why')}
          name="workshop"
          values={names}
          {...{ textOf, choose }}
          chosen={names.find((name) => name === chosen) ?? null}
        />
      </State>
      {[false, true].map((disabled) => (
        <State key={String(disabled)} name={disabled ? 'reasons, not now' : 'reasons'} width={width}>
          <ReasonButtons
            ask={t('phone.extension.why')}
            reasons={names}
            {...{ textOf, disabled }}
            onReason={nothing}
          />
        </State>
      ))}
    </>
  );
}

const ofSwap: InAppMessage = {
  id: 'swap',
  recipientId: 'inspector01',
  step: 'swap-asked',
  text: '陈静请您代班',
  facts: {
    giverName: '陈静',
    takerName: '李强',
    from: ago(-86_400_000),
    to: ago(-129_600_000),
    comment: '',
  },
  dispatchId: null,
  violationId: null,
  at: ago(3_600_000),
};

export function Own({ session }: { session: Session }): React.JSX.Element {
  const { live } = useExamples();
  const open = new Set([...live.dispatches.keys()].slice(0, 2));
  const [first] = live.messages;
  const old: InAppMessage[] = first
    ? [{ ...first, id: 'old', at: ago(3 * 86_400_000), text: `${first.text}。`.repeat(6) }]
    : [];
  return (
    <>
      <Block name="phone-messages">
        <State name="none" width={width}>
          <Messages messages={[]} openOrders={open} onOpen={nothing} onSwaps={nothing} />
        </State>
        <State name="of today and before, long" width={width}>
          <Messages
            messages={[...live.messages.slice(0, 4), ofSwap, ...old]}
            openOrders={open}
            onOpen={nothing}
            onSwaps={nothing}
          />
        </State>
      </Block>
      <Block name="phone-one-of">
        <Choices />
      </Block>
      <Block name="phone-shift">
        <State name="as the mock answers" width={width}>
          <Shift />
        </State>
      </Block>
      <Block name="phone-swaps">
        <State name="as the mock answers" width={width}>
          <Swaps inspectorId="inspector01" sought={false} onFound={nothing} />
        </State>
      </Block>
      <Block name="phone-settings">
        <State name="as the mock answers" width={width}>
          <Settings session={session} onSignOut={nothing} swapsSought={false} onSwaps={nothing} />
        </State>
      </Block>
    </>
  );
}
