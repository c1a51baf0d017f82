import type { zhTruth } from './zhTruth.ts';

/** What a screen says of its own truth, in English. */
export const enTruth: Record<keyof typeof zhTruth, string> = {
  'truth.serverBlind': 'The server cannot read its database',
  'truth.clock.fast': "This computer's clock is {{by}} fast; corrected by the server's",
  'truth.clock.slow': "This computer's clock is {{by}} slow; corrected by the server's",
  'truth.by.s': '{{s}} s',
  'truth.by.min': '{{min}} min {{s}} s',
  'truth.by.h': '{{h}} h {{min}} min',
  'truth.by.d': '{{d}} d {{h}} h',
  'truth.stuck': 'Stuck for {{s}} s at {{time}}',
  'truth.slept': 'Asleep for {{by}} at {{time}}',
  'truth.differs': 'Differed from the database at {{time}}; fetching anew',
  'truth.healed': 'Differed from the database at {{time}}; fetched anew',
  'truth.agreed': 'Same as the database at {{time}}',
  'truth.newPage': 'New version of this page · reload',
  'truth.unjudged': 'not judged since {{time}}',
  'truth.brokerLost': 'MQTT broker lost since {{time}}',
  'truth.intakeGone': 'no intake since {{time}}',
  'truth.asOf': 'as of {{time}}',
  'page.failed': 'This page has failed',
  'page.failed.hint': 'It opens again by itself once the server answers',
  'page.reload': 'Open again now',
  'page.unreachable': 'The server cannot be reached',
  'page.unreachable.hint': 'tried again every 5 s',
  'page.panelFailed': 'This panel has failed · trying again',
};
