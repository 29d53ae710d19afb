import { MOST_SOCKETS } from './sdk-options.ts';

type Handler = (args: never) => Promise<unknown>;

/** The part of any SDK client that handlers are put into. */
interface WithMiddleware {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: (next: Handler) => Handler,
      options: { readonly relation: 'after'; readonly toMiddleware: string; readonly name: string },
    ): void;
  };
}

/**
 * Lets no more attempts begin at once than there are sockets. The SDK's timeouts run while an attempt waits for a socket,
 * so that what is only many calls would look like a service that does not answer.
 */
export function takingTurns<C>(client: C): C {
  const { middlewareStack } = client as unknown as WithMiddleware;
  const waiting: (() => void)[] = [];
  let free = MOST_SOCKETS;
  const turn = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  middlewareStack.addRelativeTo(
    (next) => async (args) => {
      await turn();
      try {
        return await next(args);
      } finally {
        leave();
      }
    },
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'takingTurns' },
  );
  return client;
}
