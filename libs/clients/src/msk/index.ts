import { generateAuthToken, generateAuthTokenFromRole } from 'aws-msk-iam-sasl-signer-js';
import { keptToken, type TokenSource } from '../kafka/tokens.ts';
import { InfrastructureError, messageOf } from '@dataforge/kernel';

export interface MskSettings {
  readonly region: string;
  /** A role to take on first; without it whoever the SDK finds asks (environment, web identity, container, instance). */
  readonly roleArn?: string | undefined;
}

const SESSION = 'dataforge';

/** Tokens for MSK's IAM, kept while they are good: MSK's are for 15 minutes. */
export const mskTokens = ({ region, roleArn }: MskSettings): TokenSource =>
  keptToken(async () => {
    try {
      const { token, expiryTime } =
        roleArn === undefined
          ? await generateAuthToken({ region })
          : await generateAuthTokenFromRole({ region, awsRoleArn: roleArn, awsRoleSessionName: SESSION });
      return { value: token, expiresAt: expiryTime };
    } catch (error) {
      // Credentials that are being rotated are right again soon.
      throw new InfrastructureError(`AWS gave no token for MSK: ${messageOf(error)}`, 'retriable', {
        cause: error,
      });
    }
  });
