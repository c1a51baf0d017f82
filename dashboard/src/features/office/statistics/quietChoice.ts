/** Which lines of a preview are chosen, and what they come to. Pure. */
import type { QuietPreviewLine } from '@mingchu/shared/quietPreview';

export const lineKey = ({ siteId, ruleId, param }: Pick<QuietPreviewLine, 'siteId' | 'ruleId' | 'param'>) =>
  `${siteId} ${ruleId} ${param}`;

/** Of these parameters what is avoided is part of the alarm before; of the others it is not seen at all. */
export function joinsAlarms({ param }: Pick<QuietPreviewLine, 'param'>): boolean {
  return param === 'hysteresis' || param === 'offDelayS';
}

/** Chosen before anybody has chosen: what spares something and misses nothing that was true, one for each rule. */
export function firstChosen(lines: readonly QuietPreviewLine[]): QuietPreviewLine[] {
  const harmless = (line: QuietPreviewLine) => joinsAlarms(line) || line.confirmed === 0;
  return lines
    .filter((line) => line.state === 'open' && line.avoided > 0 && harmless(line))
    .reduce<QuietPreviewLine[]>((chosen, line) => (stands(chosen, line) ? chosen : [...chosen, line]), []);
}

/** With `line` or without it. Of two parameters of one rule in one kitchen only one is changed at once. */
export function toggled(
  chosen: readonly QuietPreviewLine[],
  line: QuietPreviewLine,
  isChosen: boolean,
): QuietPreviewLine[] {
  const others = chosen.filter((each) => each.siteId !== line.siteId || each.ruleId !== line.ruleId);
  return isChosen ? [...others, line] : others;
}

const stands = (chosen: readonly QuietPreviewLine[], { siteId, ruleId }: QuietPreviewLine) =>
  chosen.some((each) => each.siteId === siteId && each.ruleId === ruleId);

/** What the chosen come to. `missed`: alarms that were true and would not be seen. */
export function sumOf(chosen: readonly QuietPreviewLine[]): { avoided: number; of: number; missed: number } {
  return chosen.reduce(
    (sum, line) => ({
      avoided: sum.avoided + line.avoided,
      of: sum.of + line.of,
      missed: sum.missed + (joinsAlarms(line) ? 0 : line.confirmed),
    }),
    { avoided: 0, of: 0, missed: 0 },
  );
}
