import { FIRST_SEQUENCE, type ToldChange, type ToldKind, type ToldStore } from '../ports/told-store.ts';
import type { Kind } from '../protocol/index.ts';

export interface OpenToldStore {
  readonly store: ToldStore;
  readonly close: () => Promise<void>;
}

const change = (sequence: number, kind: Kind = 'kpi'): ToldChange => ({
  sequence,
  kind,
  change: { upserted: [{ kpi: 'a', value: sequence }], removed: [] },
  previous: { kind: sequence - 1, items: { a: sequence - 1 } },
});
const state = (sequence: number): ToldKind => ({
  sequence,
  items: [{ kpi: 'a', value: sequence, text: 'ä'.repeat(1_000) }],
  changedAt: { a: sequence },
});
const at = (count: number): number => FIRST_SEQUENCE + count;

/** What every store of what was told keeps to; `open` gives a fresh one each time. */
export function toldStoreContract(adapterName: string, open: () => Promise<OpenToldStore>): void {
  describe(`told store: ${adapterName}`, () => {
    let opened: OpenToldStore;
    let store: ToldStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());
    const tell = (count: number, kind: Kind = 'kpi') => store.tell(change(at(count), kind), state(at(count)));

    it('begins with nothing told, in an epoch of its own', async () => {
      const head = await store.head();
      expect(head).toEqual({ epoch: expect.stringMatching(/./), sequence: at(0) });
      expect(await store.head()).toEqual(head);
      expect([await store.kind('kpi'), await store.after(at(0))]).toEqual([undefined, []]);
    });

    it('has each kind as it was told last, and one sequence for all', async () => {
      expect([await tell(1), await tell(2, 'alerts'), await tell(3)]).toEqual([true, true, true]);

      expect((await store.head()).sequence).toBe(at(3));
      expect([await store.kind('kpi'), await store.kind('alerts')]).toEqual([state(at(3)), state(at(2))]);
      expect(await store.after(at(1))).toEqual([change(at(2), 'alerts'), change(at(3))]);
      expect(await store.after(at(3))).toEqual([]);
    });

    it('takes one of those who tell at once, and nothing of the others', async () => {
      const told = await Promise.all([tell(1), tell(1, 'alerts'), tell(1, 'ledger')]);

      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await store.after(at(0))).toHaveLength(1);
      const kinds = await Promise.all((['kpi', 'alerts', 'ledger'] as const).map(store.kind));
      expect(kinds.filter((kind) => kind !== undefined)).toHaveLength(1);
      expect(await tell(3)).toBe(false);
    });

    it('says so where changes are not there: of before the first, and those that were never told', async () => {
      await tell(1);

      expect([await store.after(at(2)), await store.after(5)]).toEqual([undefined, undefined]);
    });

    it('keeps a change that tells the kind whole', async () => {
      const { change: _part, ...whole } = change(at(1));
      await store.tell(whole, state(at(1)));

      expect(await store.after(at(0))).toEqual([whole]);
    });
  });
}
