/** A reading as a gateway sends it. Temperatures are in degrees Celsius; the lake keeps kelvin. */
export interface Reading {
  readonly device: string;
  readonly celsius: number;
  /** ms since the epoch */
  readonly at: number;
  readonly id: string;
}

export const eventOf = ({ device, celsius, at, id }: Reading) => ({
  specversion: '1.0',
  type: 'com.dataforge.telemetry.reading.v1',
  source: `/gateways/${device}`,
  id,
  time: new Date(at).toISOString(),
  data: { deviceId: device, metric: 'temperature', value: celsius, unit: 'Cel' },
});

export type Event = Omit<ReturnType<typeof eventOf>, 'data'> & { readonly data: object };

/** A reading with a unit that its contract does not know. */
export function breachOf(reading: Reading): Event {
  const event = eventOf(reading);
  return { ...event, data: { ...event.data, unit: 'furlong' } };
}

/** Sends events as one batch, and throws unless all are acknowledged. */
export async function post(url: string, token: string, events: readonly Event[]): Promise<void> {
  const response = await fetch(`${url}/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/cloudevents-batch+json',
    },
    body: JSON.stringify(events),
  });
  if (!response.ok) throw new Error(`POST /events: ${response.status} ${await response.text()}`);
}
