import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, defaultClientConditions, defineConfig, type Plugin } from 'vite';

const server = process.env['MINGCHU_SERVER'] ?? 'http://localhost:8080';
// The `source` condition takes shared/ as TypeScript, so that no build step stands before the dev server.
const resolve = { conditions: ['source', ...defaultClientConditions] };
const target = 'es2022';
/** The schemas in shared/ are for the server: what a screen takes from those files is words and tables. */
const rolldownOptions = {
  treeshake: {
    manualPureFunctions: ['Type'],
    moduleSideEffects: (id: string) => !/[\\/]typebox[\\/]|[\\/]shared[\\/]src[\\/]/.test(id),
  },
};

/** What the phone opens without a network, besides the scripts and styles it is built into. */
const shellPages = ['/index.html', '/manifest.webmanifest', '/favicon.svg', '/icon-192.png'];
/** Chunks of these, with all they import, are the phone; wall, desk and charts are not fetched for it. */
const phoneParts = ['src/features/phone/Phone.tsx', 'src/features/login/Login.tsx', 'src/i18n/en.ts'];

interface Chunk {
  type: string;
  fileName: string;
  isEntry?: boolean;
  facadeModuleId?: string | null;
  imports?: string[];
  dynamicImports?: string[];
  viteMetadata?: { importedCss?: Set<string> };
}

const workerEntry = fileURLToPath(new URL('./src/features/phone/worker/serviceWorker.ts', import.meta.url));

/** Addresses of the phone's scripts and styles. */
function phoneFiles(bundle: Record<string, Chunk>): string[] {
  const files = new Set<string>();
  const take = (name: string, follow: boolean): void => {
    const chunk = bundle[name];
    if (!chunk || chunk.type !== 'chunk' || files.has(`/${name}`)) return;
    files.add(`/${name}`);
    for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(`/${css}`);
    for (const each of chunk.imports ?? []) take(each, false);
    if (follow) for (const each of chunk.dynamicImports ?? []) take(each, true);
  };
  for (const chunk of Object.values(bundle)) {
    if (chunk.isEntry) take(chunk.fileName, false);
    if (phoneParts.some((part) => chunk.facadeModuleId?.endsWith(part))) take(chunk.fileName, true);
  }
  return [...files].sort();
}

/** Builds the phone's service worker into `/sw.js`, with the list of what it keeps; nothing of it is in `vite dev`. */
function phoneWorker(): Plugin {
  let shell: string[] = [];
  return {
    name: 'mingchu-phone-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        shell = [...shellPages, ...phoneFiles(bundle as unknown as Record<string, Chunk>)];
      },
    },
    async closeBundle() {
      if (shell.length <= shellPages.length) return;
      const version = createHash('sha256').update(shell.join('\n')).digest('hex').slice(0, 12);
      await build({
        configFile: false,
        root: fileURLToPath(new URL('.', import.meta.url)),
        logLevel: 'warn',
        resolve,
        define: { __SHELL__: JSON.stringify(shell), __SHELL_VERSION__: JSON.stringify(version) },
        build: {
          outDir: 'dist',
          emptyOutDir: false,
          copyPublicDir: false,
          target,
          rolldownOptions,
          lib: {
            entry: workerEntry,
            formats: ['iife'],
            name: 'mingchuPhoneWorker',
            fileName: () => 'sw.js',
          },
        },
      });
    },
  };
}

/** The first paint waits for the script, which knows whether the page is a wall and dark: none flashes white before. */
function paintAfterScript(): Plugin {
  return {
    name: 'mingchu-paint-after-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
    },
  };
}

/** Writes the version of the pages into index.html: all names that they are built into, which carry their contents. */
function pageVersion(): Plugin {
  return {
    name: 'mingchu-page-version',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const names = Object.keys(bundle ?? {}).sort();
        const content = createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 12);
        return [{ tag: 'meta', attrs: { name: 'mingchu-version', content }, injectTo: 'head' }];
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), phoneWorker(), paintAfterScript(), pageVersion()],
  resolve,
  // The server compares the page's origin with the host that is asked: it must stay the one of this dev server.
  server: {
    proxy: { '/api': { target: server, changeOrigin: false }, '/socket.io': { target: server, ws: true } },
  },
  build: { outDir: 'dist', target, chunkSizeWarningLimit: 700, rolldownOptions },
});
