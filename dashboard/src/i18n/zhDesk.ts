/** 只在值班台、办公室、大屏布局与工坊用到的文字：手机与大屏不必先取。 */
import { zhCalibration } from './zhCalibration.ts';
import { zhChannels } from './zhChannels.ts';
import { zhCredentials } from './zhCredentials.ts';
import { zhDevice } from './zhDevice.ts';
import { zhDevices } from './zhDevices.ts';
import { zhExports } from './zhExports.ts';
import { zhFiles } from './zhFiles.ts';
import { zhNoise } from './zhNoise.ts';
import { zhOfficers } from './zhOfficers.ts';
import { zhQuiet } from './zhQuiet.ts';
import { zhRegistry } from './zhRegistry.ts';
import { zhRulebook } from './zhRulebook.ts';
import { zhWallEdit } from './zhWallEdit.ts';
import { zhWorkshop } from './zhWorkshop.ts';

export const zhDesk = {
  ...zhCalibration,
  ...zhChannels,
  ...zhCredentials,
  ...zhDevice,
  ...zhDevices,
  ...zhExports,
  ...zhFiles,
  ...zhNoise,
  ...zhOfficers,
  ...zhQuiet,
  ...zhRegistry,
  ...zhRulebook,
  ...zhWallEdit,
  ...zhWorkshop,
} as const;
