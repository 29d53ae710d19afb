import { z } from '@hono/zod-openapi';
import { timeSchema } from '@dataforge/http';
import { ROLES } from '../index.ts';

export const signInSchema = z.strictObject({
  code: z.string().min(1).max(100).describe('The one-time code behind #signin= in the link'),
});

export const sessionSchema = z
  .object({
    subject: z.string(),
    roles: z.array(z.string()),
    permissions: z.array(z.string()),
    expiresAt: timeSchema.describe('When the token or session ends; a session goes on while it is used'),
    csrfToken: z
      .string()
      .optional()
      .describe('What changes by a session send as x-csrf-token; a token needs none'),
    serverTime: timeSchema,
    liveUrl: z.string().describe('Where live updates come from, by WebSocket'),
  })
  .openapi('Session');

export const codeRequestSchema = z.strictObject({
  role: z.enum(ROLES),
  subject: z.string().min(1).max(100).describe('Whom the session names'),
});

export const codeSchema = z
  .object({ code: z.string().describe('Good once'), expiresAt: timeSchema })
  .openapi('SignInCode');
