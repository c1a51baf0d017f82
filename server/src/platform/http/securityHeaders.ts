/**
 * Security headers for a page that must also work over plain http inside a station's network: no forced
 * upgrade to https, and nothing is loaded from anywhere but this server; pictures also from the server of a base map,
 * when the station has set one.
 */
import type { FastifyHelmetOptions } from '@fastify/helmet';

/** `pictureOrigins`: other servers that pictures may come from, e.g. `http://tiles.example:8000`. */
export function securityHeaders(pictureOrigins: readonly string[]): FastifyHelmetOptions {
  return {
    // The TLS terminator in front knows whether https exists; this server must not promise it.
    strictTransportSecurity: false,
    // Browsers ignore these two on plain http and complain on the console.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // Charts and rings set style attributes.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:', ...pictureOrigins],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'worker-src': ["'self'", 'blob:'],
        'media-src': ["'self'", 'blob:'],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
  };
}
