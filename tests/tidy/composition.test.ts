/** What docker-compose.yml must hold, whoever edits it: every role, no secret of its own, health, settings that exist. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { textOf } from './repository.ts';

interface Service {
  image: string;
  build?: unknown;
  command?: string | string[];
  restart?: string;
  environment?: Record<string, string>;
  healthcheck?: { disable?: boolean };
}

const text = textOf('docker-compose.yml');
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('runs each role as a service of its own', () => {
    for (const role of ['ingest', 'worker', 'web']) {
      expect(compose.services[role]?.environment?.['ROLES']).toBe(role);
    }
  });

  it('has no secret of its own: each must be set, or the start fails', () => {
    for (const [name, service] of services) {
      for (const [key, value] of Object.entries(service.environment ?? {})) {
        if (/PASSWORD|SECRET|TOKEN/.test(key) && value !== '') {
          expect(value, `${name} ${key}`).toMatch(/^\$\{[A-Z_]+:(\?[^}]+|-)\}$/);
        }
      }
    }
    const example = textOf('deploy/example.env');
    for (const [, variable] of text.matchAll(/\$\{([A-Z_]+):\?/g)) {
      expect(example, variable).toMatch(new RegExp(`^${variable}=$`, 'm'));
    }
  });

  it('passes on what the web side can be set to, each named in the example', () => {
    const web = compose.services['web']?.environment ?? {};
    const settings = [...textOf('server/src/config.ts').matchAll(/^ {2}(OIDC_[A-Z_]+): /gm)].map(
      ([, name]) => name,
    );
    expect(settings.length).toBeGreaterThan(3);
    for (const name of ['PUBLIC_URL', 'DISTRICT', ...settings] as string[]) {
      expect(web[name], name).toBe(`\${${name}:-}`);
      expect(textOf('deploy/example.env'), name).toMatch(new RegExp(`^${name}=$`, 'm'));
    }
  });

  it('watches the health of all that keep running', () => {
    for (const [name, service] of services) {
      if (service.restart !== 'unless-stopped') continue;
      // The image of the roles brings its own check.
      if (service.build === undefined) expect(service.healthcheck, name).toBeDefined();
      else expect(service.healthcheck?.disable, name).not.toBe(true);
    }
    expect(textOf('deploy/Dockerfile')).toContain('HEALTHCHECK');
  });

  it('keeps data in volumes that it names', () => {
    for (const [, volume] of text.matchAll(/^\s+(?:- |volumes: \[")([a-z-]+):\//gm)) {
      expect(Object.keys(compose.volumes), volume).toContain(volume);
    }
  });
});
