/**
 * Value templates of Home Assistant. They are programs in Jinja; only those that name a place in the message are
 * understood: `{{ value }}`, `{{ value_json.x.y }}`, `{{ value_json["x"] }}`, also mixed.
 */
import { asBody } from '../readValue.ts';

/** Where in a message the value stands; `whole` is the text itself. */
export type Place = { path: string[] } | 'whole';

const whole = /^\{\{-?\s*value\s*-?\}\}$/;
const place = /^\{\{-?\s*value_json((?:\.[A-Za-z_]\w*|\[\s*(?:"[^"\\]*"|'[^'\\]*')\s*\])+)\s*-?\}\}$/;
const step = /\.([A-Za-z_]\w*)|\[\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\]/g;
const maxTemplateChars = 256;

/** Null for a template that is not understood. */
export function readTemplate(template: unknown): Place | null {
  if (template === undefined || template === null || template === '') return 'whole';
  if (typeof template !== 'string' || template.length > maxTemplateChars) return null;
  const text = template.trim();
  if (whole.test(text)) return 'whole';
  const steps = place.exec(text)?.[1];
  if (steps === undefined) return null;
  return {
    path: [...steps.matchAll(step)].map(([, dotted, double, single]) => dotted ?? double ?? single ?? ''),
  };
}

/** What stands at a path of a body; undefined when nothing does. */
export function lookUp(body: unknown, path: readonly string[]): unknown {
  let found = body;
  for (const name of path) {
    const object = asBody(found);
    if (!object || !Object.hasOwn(object, name)) return undefined;
    found = object[name];
  }
  return found;
}
