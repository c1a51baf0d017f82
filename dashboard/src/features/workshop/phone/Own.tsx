/** His messages, his shift, and what he chooses for himself. */
import type { Session } from '@mingchu/shared/http';
import type { InAppMessage } from '@mingchu/shared/live';
import { Messages } from '../../phone/messages/Messages.tsx';
import { Settings } from '../../phone/settings/Settings.tsx';
import { Shift } from '../../phone/settings/Shift.tsx';
import { Block, State } from '../Block.tsx';
import { ago, useExamples } from '../examples.ts';
import { phoneWidth as width } from './phoneWidth.ts';

const nothing = (): void => undefined;

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
          <Messages messages={[]} openOrders={open} onOpen={nothing} />
        </State>
        <State name="of today and before, long" width={width}>
          <Messages messages={[...live.messages.slice(0, 4), ...old]} openOrders={open} onOpen={nothing} />
        </State>
      </Block>
      <Block name="phone-shift">
        <State name="as the mock answers" width={width}>
          <Shift />
        </State>
      </Block>
      <Block name="phone-settings">
        <State name="as the mock answers" width={width}>
          <Settings session={session} onSignOut={nothing} />
        </State>
      </Block>
    </>
  );
}
