/** The ways to sign in, why the one through a provider ended without a session, and where a sign-in may lead. */

/** Answer of `GET /session/ways`. The password is always one. */
export interface SignInWays {
  /** Null: no provider is set up. `label` null: the screen words the button itself. */
  oidc: { label: string | null } | null;
  /** True in a demonstration, whose accounts and password stand in the terminal. */
  demo: boolean;
}

/** An account that is open to the provider; item of `GET /oidc-accounts`. */
export interface OidcAccount {
  username: string;
  /** What the person is called at the provider. */
  name: string;
  /** Null until the first sign-in binds it. */
  issuer: string | null;
  boundAt: string | null;
}

/** Why a sign-in through the provider was refused. The login page is opened with it as `?oidc=` and words it. */
export const oidcRefusals = [
  /** No provider is set up here. */
  'not-configured',
  /** The provider does not answer, or fails. */
  'provider-unavailable',
  /** The person turned back at the provider. */
  'cancelled',
  /** The answer belongs to no attempt of this browser: too late, used before, or never asked for. */
  'expired',
  /** State, nonce, code, signature or issuer is not what was asked for. */
  'not-trusted',
  /** No account here is open to this identity. */
  'no-account',
  /** The account is bound to another identity of the same name. */
  'other-identity',
] as const;
export type OidcRefusal = (typeof oidcRefusals)[number];

/** Longest path that is returned to, characters. */
const maxPathLength = 500;
/** Segments and a query: no host, no empty or dotted segment, nothing that a browser reads as `//`. */
const localPathPattern = /^\/(?:[\w~%:@-][\w.~%:@-]*(?:\/[\w~%:@-][\w.~%:@-]*)*\/?)?(?:\?[!-[\]-~]*)?$/;

/** The path, when it surely stays on this server; else `/`. */
export function localPath(path: string | null | undefined): string {
  if (!path || path.length > maxPathLength || path.startsWith('/api/')) return '/';
  return localPathPattern.test(path) ? path : '/';
}
