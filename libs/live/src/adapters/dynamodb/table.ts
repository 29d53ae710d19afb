export const LIVE_TABLE = 'live';
