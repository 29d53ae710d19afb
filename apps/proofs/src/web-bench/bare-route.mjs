import { serve } from '@hono/node-server';
import { Hono } from 'hono';

// A process of its own, as the server is: the least that an answer costs with the same framework.
const app = new Hono();
app.get('/health', (context) => context.text('ok'));
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.DATAFORGE_PORT) });
