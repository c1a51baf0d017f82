/** What is worth noting of a device that was heard, and how notes of a few seconds become one. */
import { canonicalFamily, type HeardAddress, type HeardState } from '@mingchu/shared/bindings';
import type { SaidValue } from '../../ingest/families/family.ts';

export interface HeardNote extends HeardAddress {
  at: number;
  name?: string;
  maker?: string;
  model?: string;
  gateway?: string;
  reportPeriodS?: number;
  state?: HeardState;
  said: SaidValue[];
  /** The packet that said it, when it is short. */
  packet?: { topic: string; payload: Buffer; at: number };
}

const maxTextChars = 120;
/** Values noted of one device. */
export const maxSaid = 60;

/** The later note over the earlier one; each value as it was said last. */
export function mergeNotes(earlier: HeardNote, later: HeardNote): HeardNote {
  const said = new Map([...earlier.said, ...later.said].map((one) => [one.name, one]));
  return { ...earlier, ...later, said: [...said.values()].slice(-maxSaid) };
}

/** Short, and storable. */
export function tidyNote(note: HeardNote): HeardNote {
  const { name, maker, model, gateway, reportPeriodS, ...rest } = note;
  return {
    ...rest,
    ...(name !== undefined && { name: tidyText(name) }),
    ...(maker !== undefined && { maker: tidyText(maker) }),
    ...(model !== undefined && { model: tidyText(model) }),
    ...(gateway !== undefined && { gateway: tidyText(gateway) }),
    ...(reportPeriodS !== undefined &&
      reportPeriodS >= 1 &&
      reportPeriodS <= 86_400 && { reportPeriodS: Math.round(reportPeriodS) }),
    said: note.said.slice(0, maxSaid).map(({ name: called, value, unit, bad }) => ({
      name: tidyText(called),
      value: typeof value === 'string' ? tidyText(value) : value,
      ...(unit !== undefined && { unit: tidyText(unit) }),
      ...(bad !== undefined && { bad: tidyText(bad) }),
    })),
  };
}

const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Cut between characters, without what PostgreSQL refuses. */
function tidyText(text: string): string {
  return text.slice(0, maxTextChars).replaceAll(unstorable, '\u{fffd}');
}

/** Whose names they are: those of the site in a canonical topic, or of a mount; '' of nobody in particular. */
export function ownerOf({ family, mount, address }: HeardAddress): string {
  return family === canonicalFamily ? (address.split('/', 1)[0] as string) : mount;
}
