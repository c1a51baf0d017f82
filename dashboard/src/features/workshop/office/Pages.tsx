/** Every page of the office, as wide as beside its names on a usual screen. */
import type { Session } from '@mingchu/shared/http';
import Accounts from '../../office/Accounts.tsx';
import Audit from '../../office/Audit.tsx';
import Calibration from '../../office/calibration/Calibration.tsx';
import Channels from '../../office/channels/Channels.tsx';
import Credentials from '../../office/credentials/Credentials.tsx';
import DeviceInbox from '../../office/devices/DeviceInbox.tsx';
import Mapping from '../../office/devices/Mapping.tsx';
import DoorCodes from '../../office/DoorCodes.tsx';
import Messages from '../../office/Messages.tsx';
import OwnPassword from '../../office/OwnPassword.tsx';
import Policy from '../../office/policy/Policy.tsx';
import Rotas from '../../office/rotas/Rotas.tsx';
import RegistryTables from '../../office/registry/RegistryTables.tsx';
import RulebookTrial from '../../office/rulebook/RulebookTrial.tsx';
import Statistics from '../../office/statistics/Statistics.tsx';
import { Block, State } from '../Block.tsx';

const pages: Record<string, React.ComponentType<{ session: Session }>> = {
  statistics: Statistics,
  rotas: Rotas,
  policy: Policy,
  rulebook: RulebookTrial,
  'door-codes': DoorCodes,
  devices: DeviceInbox,
  mapping: Mapping,
  registry: RegistryTables,
  calibration: Calibration,
  messages: Messages,
  channels: Channels,
  credentials: Credentials,
  accounts: Accounts,
  audit: Audit,
  password: OwnPassword,
};

export function Pages({ session }: { session: Session }): React.JSX.Element {
  return (
    <>
      {Object.entries(pages).map(([name, Body]) => (
        <Block key={name} name={`office-${name}`}>
          <State name={session.role} width={107}>
            <Body session={session} />
          </State>
        </Block>
      ))}
    </>
  );
}
