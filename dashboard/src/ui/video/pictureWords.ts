/** How the state of a picture reads, on every screen that shows cameras. */
import type { Device } from '@mingchu/shared/registry';
import type { TFunction } from 'i18next';
import { minuteSecondText } from '../minuteSecondText.ts';
import { ageText } from '../time.ts';
import type { PictureState } from './pictureState.ts';

/** True when a camera is played rather than shown picture by picture. */
export function isStream({ pictures }: Pick<Device, 'pictures'>): boolean {
  return pictures?.kind === 'hls' || pictures?.kind === 'whep';
}

/** Of one that is not as it should be, why; else its age. */
export function pictureText(state: PictureState, t: TFunction): string {
  switch (state.kind) {
    case 'loading':
      return t('wall.camera.loading');
    case 'none':
      return t('wall.camera.none');
    case 'live':
      return state.ageMs === null ? t('wall.camera.lagUnknown') : ageText(state.ageMs);
    case 'stale':
      return t('wall.camera.stale', { age: ageText(state.ageMs) });
    case 'frozen':
      return t('wall.camera.frozen', { time: minuteSecondText(state.frozenMs) });
  }
}
