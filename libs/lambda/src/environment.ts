import type { AwsSettings } from '@dataforge/clients/aws';
import { ConfigurationError } from '@dataforge/kernel';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of a Lambda that must be there, or a ConfigurationError with all that are missing. An empty one is none. */
export function readEnvironment<Name extends string>(
  environment: Environment,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => !environment[name]);
  if (missing.length > 0)
    throw new ConfigurationError(
      'This Lambda cannot start with its environment.',
      missing.map((name) => `${name} is missing: set it in the Lambda's sam.yaml`),
    );
  return environment as Readonly<Record<Name, string>>;
}

/** Where AWS is: Lambda itself says in which region. An endpoint is set where AWS is a stack on one machine. */
export function awsOf(environment: Environment): AwsSettings {
  const { AWS_REGION: region } = readEnvironment(environment, ['AWS_REGION']);
  const endpoint = environment['AWS_ENDPOINT_URL'];
  return { region, ...(endpoint && { endpoint }) };
}
