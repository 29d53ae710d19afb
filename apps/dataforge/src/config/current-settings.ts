import { ConfigurationError, messageOf } from '@dataforge/kernel';
import { loadSettings } from './load-settings.ts';
import { NO_PARAMETERS, type Parameters } from './parameters.ts';
import type { Settings } from './settings.ts';

/** Settings of this process: those of SSM's Parameter Store too, where DATAFORGE_SSM_PATH says that there are any. */
export const currentSettings = async (environment: NodeJS.ProcessEnv): Promise<Settings> =>
  loadSettings(environment, await parametersOf(environment));

async function parametersOf(environment: NodeJS.ProcessEnv): Promise<Parameters> {
  const path = environment['DATAFORGE_SSM_PATH'];
  if (path === undefined || path === '') return NO_PARAMETERS;
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (!/^(?:\/[\w.-]+)+$/.test(path))
    throw cannot(`DATAFORGE_SSM_PATH is a path such as /dataforge/production, given ${JSON.stringify(path)}`);
  if (region === undefined) throw cannot('DATAFORGE_SSM_PATH needs to know where: set AWS_REGION');
  // Whoever has no settings there need not load what reads them.
  const { openSsm } = await import('@dataforge/clients/ssm');
  const ssm = openSsm({ region, endpoint: environment['AWS_ENDPOINT_URL'] });
  try {
    return { from: path, values: await ssm.parametersBelow(path) };
  } catch (error) {
    throw cannot(`DATAFORGE_SSM_PATH: the parameters below ${path} cannot be read (${messageOf(error)})`);
  } finally {
    ssm.close();
  }
}

const cannot = (fault: string) =>
  new ConfigurationError('DataForge cannot start with these settings:', [fault]);
