import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Built into the folder that the server serves under /app/; `vite` alone serves it beside a running server. */
export default defineConfig(({ command }) => {
  // A task runner may have set another; what is built is what is served.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    root: import.meta.dirname,
    base: '/app/',
    plugins: [react(), tailwindcss()],
    build: { outDir: '../../dist/dashboard', emptyOutDir: true, target: 'es2022', sourcemap: false },
    server: { host: '127.0.0.1', proxy: { '^/(?!app/)': { target: 'http://127.0.0.1:4000', ws: true } } },
  };
});
