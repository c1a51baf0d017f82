import { channelKinds, channelSettings } from '@mingchu/shared/notify';
import { describe, expect, it } from 'vitest';
import { fieldValues, secretsNamed, settingFields, settingsFrom } from './settingFields.ts';

const settings = {
  email: { host: 'smtp.example.com', port: 465, security: 'tls', from: 'mingchu@example.com' },
  sms: {
    method: 'POST',
    url: 'https://sms.example.com/send',
    headers: { Authorization: 'Bearer {{secret.token}}', 'X-App': 'a:b' },
    bodyType: 'json',
    body: '{"to":"{{mobile}}","text":"{{text}}"}',
    success: { path: 'data.code', equals: 'OK' },
  },
  dingtalk: {},
  wecom: { baseUrl: 'https://wecom.example.com' },
  feishu: {},
  webhook: { url: 'https://example.com/hook' },
} as const;

describe('the fields of a channel', () => {
  it('give back the settings that they were filled from', () => {
    for (const kind of channelKinds) {
      expect(settingsFrom(kind, fieldValues(kind, settings[kind])), kind).toEqual(settings[kind]);
    }
  });

  it('name every setting that the schema knows', () => {
    for (const kind of channelKinds) {
      const named = new Set(settingFields[kind].map(({ name }) => name.split('.')[0]));
      expect(named, kind).toEqual(new Set(Object.keys(channelSettings[kind].properties)));
    }
  });

  it('find the secrets that a template asks for, once each', () => {
    expect(secretsNamed(fieldValues('sms', settings.sms))).toEqual(['token']);
    expect(secretsNamed({ url: 'https://x/{{secret.a}}', body: '{{secret.a}}{{secret.b}}{{text}}' })).toEqual(
      ['a', 'b'],
    );
  });
});
