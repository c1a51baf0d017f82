/** What each kind of channel wants to know, as fields of a form; and between fields and settings. Pure. */
import type { ChannelKind } from '@mingchu/shared/notify';

/** One field: a line, a number, a text of several lines, or one of a few words. */
export interface SettingField {
  /** Name within the settings; `success.path` is `path` within `success`. */
  name: string;
  kind: 'line' | 'number' | 'text' | readonly string[];
  required: boolean;
  placeholder?: string;
}

const baseUrl: SettingField = {
  name: 'baseUrl',
  kind: 'line',
  required: false,
  placeholder: 'https://…',
};

export const settingFields = {
  email: [
    { name: 'host', kind: 'line', required: true, placeholder: 'smtp.example.com' },
    { name: 'port', kind: 'number', required: true, placeholder: '465' },
    { name: 'security', kind: ['tls', 'starttls', 'none'], required: true },
    { name: 'username', kind: 'line', required: false },
    { name: 'from', kind: 'line', required: true, placeholder: 'mingchu@example.com' },
  ],
  sms: [
    { name: 'method', kind: ['POST', 'PUT', 'GET'], required: true },
    { name: 'url', kind: 'line', required: true, placeholder: 'https://sms.example.com/send' },
    { name: 'headers', kind: 'text', required: false, placeholder: 'Authorization: Bearer {{secret.token}}' },
    { name: 'bodyType', kind: ['json', 'form', 'xml'], required: true },
    { name: 'body', kind: 'text', required: false, placeholder: '{"to":"{{mobile}}","text":"{{text}}"}' },
    { name: 'success.path', kind: 'line', required: false, placeholder: 'data.code' },
    { name: 'success.equals', kind: 'line', required: false, placeholder: 'OK' },
  ],
  dingtalk: [baseUrl],
  wecom: [baseUrl],
  feishu: [baseUrl],
  webhook: [{ name: 'url', kind: 'line', required: true, placeholder: 'https://example.com/hook' }],
} as const satisfies Record<ChannelKind, readonly SettingField[]>;

/** Settings as what the fields hold. */
export function fieldValues(kind: ChannelKind, settings: Record<string, unknown>): Record<string, string> {
  const fields: readonly SettingField[] = settingFields[kind];
  return Object.fromEntries(
    fields.map(({ name, kind: shape }) => {
      const [outer = '', inner] = name.split('.');
      const value = inner === undefined ? settings[outer] : (settings[outer] as never)?.[inner];
      if (value === undefined || value === null) return [name, Array.isArray(shape) ? String(shape[0]) : ''];
      if (name !== 'headers') return [name, String(value)];
      return [
        name,
        Object.entries(value)
          .map((header) => header.join(': '))
          .join('\n'),
      ];
    }),
  );
}

/** What the fields hold as settings; what is empty is left out. */
export function settingsFrom(kind: ChannelKind, values: Record<string, string>): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const { name, kind: shape } of settingFields[kind]) {
    const text = values[name]?.trim() ?? '';
    if (text === '') continue;
    const [outer = '', inner] = name.split('.');
    if (inner !== undefined) settings[outer] = { ...(settings[outer] as object), [inner]: text };
    else if (name === 'headers') settings[outer] = headersFrom(text);
    else settings[outer] = shape === 'number' ? Number(text) : text;
  }
  return settings;
}

function headersFrom(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

/** Names of the secrets that a template asks for as `{{secret.NAME}}`. */
export function secretsNamed(values: Record<string, string>): string[] {
  const names = Object.values(values).flatMap((text) =>
    [...text.matchAll(/\{\{secret\.([A-Za-z][A-Za-z0-9]*)\}\}/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)];
}
