import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { InfrastructureError, messageOf, type FailureNature } from '@dataforge/kernel';

/** What the SDK throws, as far as it is looked at. */
interface SdkFailure {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** Credentials that are between two rotations, or that their source did not give in time. */
const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
]);

/** The request itself is at fault, and would be tomorrow. */
const REQUEST = new Set([
  'EntityTooLarge',
  'InvalidParameter',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'InvalidRequest',
  'InvalidRequestException',
  'SerializationException',
  'ValidationError',
  'ValidationException',
]);

/** How the SDK wraps what Node's network code throws where the code runs in a realm of its own, so that its code is lost. */
const WRAPPED = 'AWS SDK error wrapper';

/**
 * How a failure of the SDK, once its own retries are used up, is to be met. What is the account's fault, such as a missing
 * table or permission, is neither waited out nor a reason to give a record up: it is unknown, and ends the process.
 */
export function natureOfFailure(error: unknown): FailureNature {
  const failure = error as SdkFailure;
  const name = failure.name ?? '';
  if (CREDENTIALS.has(name)) return 'retriable';
  if (messageOf(error).startsWith(WRAPPED)) return 'retriable';
  const given = failure as Parameters<typeof isServerError>[0];
  if (isThrottlingError(given) || isTransientError(given) || isServerError(given)) return 'retriable';
  return REQUEST.has(name) ? 'permanent' : 'unknown';
}

/** The same failure as our own error, naming service and operation. */
export function infrastructureError(service: string, operation: string, error: unknown): InfrastructureError {
  const { name = 'Error', $metadata } = error as SdkFailure;
  const request = $metadata?.requestId === undefined ? '' : ` (request ${$metadata.requestId})`;
  return new InfrastructureError(
    `${service} ${operation} failed: ${name}: ${messageOf(error) || 'no reason was given'}${request}`,
    natureOfFailure(error),
    { cause: error },
  );
}

type Handler = (args: never) => Promise<unknown>;

/** The part of any SDK client that handlers are put around. */
interface WithMiddleware {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler, context: { readonly commandName?: string }) => Handler,
      options: { readonly step: 'initialize'; readonly priority: 'high'; readonly name: string },
    ): void;
  };
}

/**
 * Lets a client throw our own errors, whatever it is asked. Those named in `answers` are answers, such as a condition that
 * does not hold, and come through as they are; so does the end that a caller put to a call.
 */
export function throwingOurErrors<C>(client: C, service: string, answers: readonly string[] = []): C {
  const { middlewareStack } = client as unknown as WithMiddleware;
  middlewareStack.add(
    (next, { commandName = 'call' }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const name = (error as SdkFailure).name ?? '';
          if (name === 'AbortError' || answers.includes(name)) throw error;
          throw infrastructureError(service, commandName.replace(/Command$/, ''), error);
        }
      },
    { step: 'initialize', priority: 'high', name: 'ourErrors' },
  );
  return client;
}
