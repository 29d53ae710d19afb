import { settingsIn, type ServerSettings } from '@dataforge/program';

/** Settings of a server whose ledger comes to rest soon: proofs wait until everything is landed. */
export const proofSettings = async (folder: string): Promise<ServerSettings> => ({
  ...(await settingsIn(folder)),
  DATAFORGE_LANDING_LINGER_SECONDS: '2',
});
