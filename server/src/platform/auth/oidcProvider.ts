/**
 * The OpenID Connect provider as this server sees it; the only importer of openid-client. The provider is asked
 * for its addresses when somebody wants to sign in, never at start: one that is down stops nobody else, and is
 * asked again at the next attempt. What it said holds for `discoveryHoldsMs`.
 */
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
} from 'openid-client';
import type { OidcRefusal } from '@mingchu/shared/signIn';
import type { Clock } from '../clock.ts';
import type { Attempt, Identity } from './oidcStore.ts';

export interface OidcSettings {
  issuer: string;
  clientId: string;
  /** Undefined: a public client, which PKCE alone protects. */
  clientSecret: string | undefined;
  /** Text of the button; undefined: the screen's own. */
  label: string | undefined;
  /** The claim that names the person, as an administrator wrote it down. */
  claim: string;
  /** Where people reach this server; undefined: where they asked. */
  publicUrl: string | undefined;
}

/** A sign-in that ended without a session. `cause` is for the log. */
export class OidcError extends Error {
  readonly refusal: OidcRefusal;
  constructor(refusal: OidcRefusal, cause?: unknown) {
    super(refusal, { cause });
    this.name = 'OidcError';
    this.refusal = refusal;
  }
}

/** Somebody the provider vouches for. */
export interface Person {
  identity: Identity;
  /** What the provider calls him; asked for only when the identity is not known. Undefined: it does not say. */
  name(): Promise<string | undefined>;
}

export interface OidcProvider {
  settings: OidcSettings;
  /** Where to send the browser, and what to keep until it comes back. Throws an OidcError. */
  begin(redirectUri: string): Promise<{ url: URL; kept: Pick<Attempt, 'state' | 'nonce' | 'codeVerifier'> }>;
  /** Redeems the answer that came to `callbackUrl`. Throws an OidcError. */
  finish(callbackUrl: URL, attempt: Attempt): Promise<Person>;
}

/** Longest wait for one answer of the provider, s. */
const timeoutS = 5;
const discoveryHoldsMs = 3_600_000;
/** Longest name that is believed, characters; the same as an administrator may write down. */
const maxNameLength = 200;

/** The provider of these settings; asks nothing yet. */
export function createOidcProvider(settings: OidcSettings, clock: Clock): OidcProvider {
  let known: { configuration: Promise<Configuration>; askedAt: number } | undefined;
  const configured = (): Promise<Configuration> => {
    if (known && clock.now() - known.askedAt < discoveryHoldsMs) return known.configuration;
    const asked = { configuration: discover(settings), askedAt: clock.now() };
    known = asked;
    asked.configuration.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.configuration;
  };
  return {
    settings,
    begin: async (redirectUri) => {
      const configuration = await orUnavailable(configured());
      const kept = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid profile email',
        state: kept.state,
        nonce: kept.nonce,
        code_challenge: await calculatePKCECodeChallenge(kept.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url, kept };
    },
    finish: async (callbackUrl, attempt) => {
      const configuration = await orUnavailable(configured());
      return redeem(configuration, { settings, callbackUrl, attempt });
    },
  };
}

function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const plain = issuer.startsWith('http:');
  return discovery(new URL(issuer), clientId, undefined, clientAuth(clientSecret), {
    timeout: timeoutS,
    // The settings allow plain http for a provider on this machine only. The library marks it as a warning.
    execute: plain ? [allowInsecureRequests] : [],
  });
}

/** Basic is what the standard has providers take by default; the others say so. */
function clientAuth(secret: string | undefined): ClientAuth {
  if (secret === undefined) return None();
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const chosen = methods.includes('client_secret_basic') ? basic : post;
    chosen(server, client, body, headers);
  };
}

async function redeem(
  configuration: Configuration,
  asked: { settings: OidcSettings; callbackUrl: URL; attempt: Attempt },
): Promise<Person> {
  const { settings, callbackUrl, attempt } = asked;
  try {
    const tokens = await authorizationCodeGrant(configuration, callbackUrl, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new OidcError('not-trusted');
    return {
      identity: { issuer: claims.iss, subject: claims.sub },
      name: async () => {
        if (claims[settings.claim] !== undefined) return nameIn(claims, settings.claim);
        if (configuration.serverMetadata().userinfo_endpoint === undefined) return undefined;
        const info = await orUnavailable(fetchUserInfo(configuration, tokens.access_token, claims.sub));
        return nameIn(info, settings.claim);
      },
    };
  } catch (error) {
    throw error instanceof OidcError ? error : new OidcError(refusalFor(error), error);
  }
}

/** An address that nobody has proved to be his names nobody. */
function nameIn(claims: Record<string, unknown>, claim: string): string | undefined {
  const name = claims[claim];
  if (typeof name !== 'string' || name === '' || name.length > maxNameLength) return undefined;
  return claim === 'email' && claims['email_verified'] !== true ? undefined : name;
}

function refusalFor(error: unknown): OidcRefusal {
  if (error instanceof AuthorizationResponseError)
    return error.error === 'access_denied' ? 'cancelled' : 'not-trusted';
  // A refused client is the operator's mistake; what the person brought may be right.
  if (error instanceof ResponseBodyError)
    return error.error === 'invalid_grant' ? 'not-trusted' : 'provider-unavailable';
  const code = (error as { code?: unknown }).code;
  const unanswered = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'];
  // fetch() says no more than TypeError when nobody is there; the library's own carry a code.
  const isUnreached = (error instanceof TypeError && code === undefined) || unanswered.includes(String(code));
  return isUnreached ? 'provider-unavailable' : 'not-trusted';
}

async function orUnavailable<Answer>(asking: Promise<Answer>): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    throw new OidcError('provider-unavailable', error);
  }
}
