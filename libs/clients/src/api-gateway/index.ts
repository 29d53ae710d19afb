import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

/** An answer, not a failure: there is no such connection any more, or not yet. */
const GONE = 'GoneException';

export interface ApiGatewaySettings extends AwsSettings {
  /** Of a stage of a WebSocket API: `https://<api>.execute-api.<region>.amazonaws.com/<stage>`. */
  readonly endpoint: string;
}

/** The connections of a stage of a WebSocket API. What cannot be reached, or is too busy, is a retriable InfrastructureError. */
export interface ApiGateway {
  /** Sends a text; false where the connection is gone. */
  post(id: string, text: string): Promise<boolean>;
  /** Closes a connection, also one that is gone. */
  end(id: string): Promise<void>;
  close(): void;
}

export function openApiGateway(settings: ApiGatewaySettings, limits?: CallLimits): ApiGateway {
  const client = lazily(() =>
    throwingOurErrors(
      takingTurns(new ApiGatewayManagementApiClient(sdkOptions(settings, limits))),
      'API Gateway',
      [GONE],
    ),
  );
  const unlessGone = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if ((error as Error).name !== GONE) throw error;
      return false;
    }
  };
  return {
    post: (ConnectionId, text) =>
      unlessGone(() =>
        client.get().send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(text) })),
      ),
    end: async (ConnectionId) =>
      void (await unlessGone(() => client.get().send(new DeleteConnectionCommand({ ConnectionId })))),
    close: () => client.made?.destroy(),
  };
}
