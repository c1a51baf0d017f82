import type { zhCameras } from './zhCameras.ts';

/** Texts of the wall's camera tiles in English. */
export const enCameras: Record<keyof typeof zhCameras, string> = {
  'wall.cameras': 'Kitchens',
  'wall.cameras.pinned': '{{n}} pinned',
  'wall.cameras.rotating': 'rotating {{n}}',
  'wall.cameras.paused': 'Paused',
  'wall.cameras.goesOn': 'goes on in {{time}}',
  'wall.cameras.found': '{{n}} found',
  'wall.cameras.notFound': 'No such kitchen',
  'wall.cameras.controls': 'Picture controls',
  'wall.cameras.searchHint': 'Name, address or grid',
  'wall.cameras.key.space': 'Space',
  'wall.cameras.do.pause': 'Pause',
  'wall.cameras.do.go': 'Go on',
  'wall.cameras.do.previous': 'Back',
  'wall.cameras.do.next': 'Next',
  'wall.cameras.do.search': 'Find',
  'wall.cameras.do.back': 'Return',
  'wall.camera.none': 'No picture yet',
  'wall.camera.loading': 'Loading…',
  'wall.camera.evidence': 'Evidence {{time}}',
  'wall.camera.stale': '{{age}} · not live',
  'wall.camera.frozen': 'Frozen {{time}}',
  'wall.camera.codec': 'This browser cannot play {{codec}}',
  'wall.camera.grade': 'Grade {{grade}}',
  'wall.noCameras': 'No cameras connected',
};
