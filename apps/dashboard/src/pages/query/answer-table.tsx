import { useMemo, useState } from 'react';
import type { AnswerRows, QueryRow } from '../../api/query.ts';
import { sortRows } from '../../widgets/table/sort-rows.ts';
import { Table } from '../../widgets/table/table.tsx';
import type { TableColumn, TableSort } from '../../widgets/table/table-column.ts';
import { prepareColumns } from './prepare-columns.ts';

const NUMBER: TableColumn<QueryRow> = {
  id: '#',
  title: '#',
  align: 'right',
  fixed: true,
  text: (_, place) => String(place + 1),
};

/** The rows of an answer; a press on a head puts those that came in order. */
export function AnswerTable({ answer }: { readonly answer: AnswerRows }) {
  const [sort, setSort] = useState<TableSort>();
  const columns = useMemo(() => [NUMBER, ...prepareColumns(answer)], [answer]);
  const rows = useMemo(() => sortRows(answer.rows, columns, sort), [answer, columns, sort]);
  return (
    <Table
      label="Rows of the answer"
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={setSort}
      className="max-h-[max(320px,calc(100vh-200px))] border-t border-line"
    />
  );
}
