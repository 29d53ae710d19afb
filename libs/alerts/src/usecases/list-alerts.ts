import { selectAlerts, type AlertPage, type AlertQuery } from '../domain/select-alerts.ts';
import type { AlertStore } from '../ports/alert-store.ts';

export type ListAlerts = (query: AlertQuery) => Promise<AlertPage>;

/** A page of alerts, newest first. */
export const listAlerts =
  ({ store }: { readonly store: Pick<AlertStore, 'all'> }): ListAlerts =>
  async (query) =>
    selectAlerts(await store.all(), query);
