import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Caller } from '@dataforge/access';

/**
 * What API Gateway is told of a caller. It keeps that for all that comes with the same token, so it holds for the whole stage
 * and not for what was asked first; what a role may do there is for the API to say.
 */
export const stagePolicy = (
  { subject, roles, expiresAt }: Caller,
  effect: 'Allow' | 'Deny',
  methodArn: string,
): APIGatewayAuthorizerResult => ({
  principalId: subject,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: `${stageOf(methodArn)}/*` }],
  },
  // Texts, numbers and booleans are all that it may hold.
  context: { subject, roles: roles.join(','), expiresAt },
});

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>` of what goes on with `/<method>/<path>`, or `/$connect`. */
const stageOf = (methodArn: string): string => methodArn.split('/', 2).join('/');
