import { useLedgerByMinute } from '../../api/ledger.ts';
import { useRange } from '../../time/use-range.ts';
import { Failed } from '../../widgets/failed.tsx';
import { CellRecords } from './cell-records.tsx';
import { HeatMap } from './heat-map.tsx';
import { prepareHeat } from './prepare-heat.ts';
import { TracePanel } from './trace-panel.tsx';
import { useLedgerSearch } from './use-ledger-search.ts';

/** The ledger by minute, from which a cell leads to its events, and an event to its trace. */
export function Minutes() {
  const { from, to } = useRange();
  const { cell, fate, trace, chooseCell, chooseFate, chooseTrace } = useLedgerSearch();
  const minutes = useLedgerByMinute({ from, to });
  // A linked cell need not lie in the stretch that the page shows.
  const outside = cell !== undefined && (cell.from < from || cell.to > to);
  const ofCell = useLedgerByMinute(cell ?? { from, to }, cell !== undefined && outside);
  if (minutes.error && !minutes.data)
    return <Failed what="The minutes" error={minutes.error} retry={() => void minutes.refetch()} />;
  return (
    <div
      className={`grid min-w-0 items-start gap-4 ${trace ? 'lg:grid-cols-[minmax(0,1fr)_340px] xl:grid-cols-[minmax(0,1fr)_388px]' : ''}`}
    >
      <div className="grid min-w-0 gap-4">
        <HeatMap
          heat={prepareHeat(minutes.data ?? [], { from, to })}
          pending={minutes.isPending}
          chosen={cell}
          onChoose={chooseCell}
        />
        {cell && (
          <CellRecords
            key={`${cell.product} ${cell.stage} ${cell.partition} ${cell.from}`}
            {...{ cell, end: to, fate, traced: trace, onFate: chooseFate, onTrace: chooseTrace }}
            minutes={(outside ? ofCell.data : minutes.data) ?? []}
            onClose={() => chooseCell(undefined)}
          />
        )}
      </div>
      {trace && (
        <TracePanel
          key={`${trace.partition} ${trace.position}`}
          of={trace}
          onClose={() => chooseTrace(undefined)}
        />
      )}
    </div>
  );
}
