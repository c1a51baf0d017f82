import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const server = process.env['MINGCHU_SERVER'] ?? 'http://localhost:8080';

// The `source` condition takes shared/ as TypeScript, so that no build step stands before the dev server.
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  server: { proxy: { '/api': server, '/socket.io': { target: server, ws: true } } },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 700 },
});
