/** Fills the placeholders of an SMS gateway's template, escaped for the place where they stand. Pure. */

export type EscapeFor = 'url' | 'header' | 'json' | 'form' | 'xml';

const placeholder = /\{\{([A-Za-z.]+[A-Za-z0-9]*)\}\}/g;

/** Throws when the template names a value that there is not: better no message than one with a hole. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
  escapeFor: EscapeFor,
): string {
  return template.replace(placeholder, (_whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`the template names {{${name}}}, which there is not`);
    return escapes[escapeFor](value);
  });
}

/** Names of all placeholders in these texts. */
export function placeholdersOf(...templates: string[]): string[] {
  return templates.flatMap((template) => [...template.matchAll(placeholder)].map(([, name = '']) => name));
}

const xmlEntities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escapes = {
  url: encodeURIComponent,
  form: encodeURIComponent,
  // Stands between the quotes that the template has.
  json: (value) => JSON.stringify(value).slice(1, -1),
  xml: (value) => value.replace(/[&<>"']/g, (character) => xmlEntities[character] ?? ''),
  // A header holds Latin letters only, and never the end of a line.
  header: (value) => (/^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value)),
} as const satisfies Record<EscapeFor, (value: string) => string>;

/** The value at `data.list.0.code` within parsed JSON; undefined when there is none. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
