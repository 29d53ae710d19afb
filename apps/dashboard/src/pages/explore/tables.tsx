import { Segmented } from '../../widgets/segmented.tsx';
import { GroupsTable } from './groups-table.tsx';
import type { ExploredView } from './prepare-explored.ts';
import { TimesTable } from './times-table.tsx';
import { useExploreSearch } from './use-explore.ts';

/** The chart's values as tables. */
export function Tables({ view }: { readonly view: ExploredView }) {
  const { search, change } = useExploreSearch();
  const { dimension, focus, groups } = view;
  const which = dimension === undefined ? 'times' : (search.table ?? 'groups');
  return (
    <section
      aria-labelledby="table"
      className="flex max-xl:max-h-[640px] xl:h-full min-w-0 flex-col rounded-lg bg-surface shadow-card"
    >
      <header className="flex min-h-11 items-center gap-2 pr-3 pl-4">
        <h2 id="table" className="font-bold">
          Table
        </h2>
        {dimension !== undefined && (
          <span className="ml-auto">
            <Segmented
              label="Rows of the table"
              value={which}
              onChoose={(table) => change({ table: table === 'groups' ? undefined : table })}
              choices={[
                { value: 'groups', label: dimension },
                { value: 'times', label: 'Time' },
              ]}
            />
          </span>
        )}
      </header>
      {which === 'groups' ? (
        <>
          <GroupsTable view={view} />
          {focus && <TimesTable view={view} groups={[focus]} titled />}
        </>
      ) : (
        <TimesTable view={view} groups={dimension === undefined && focus ? [focus] : groups} />
      )}
    </section>
  );
}
