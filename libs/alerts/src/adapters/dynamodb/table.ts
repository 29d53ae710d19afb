/** The table that alerts and seen sources share. */
export const ALERTS_TABLE = 'alerts';
