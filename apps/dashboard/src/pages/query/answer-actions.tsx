import { Copy, Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { askForFile, FILE_TYPES, type AnswerRows, type FileType, type Question } from '../../api/query.ts';
import { saveFile } from '../../widgets/save-file.ts';
import { SMALL_BUTTON } from '../../widgets/small-button.ts';
import { useCopy } from '../../widgets/use-copy.ts';
import { asJson, asText } from './copies.ts';

const NAMES: Readonly<Record<FileType, string>> = { csv: 'CSV', ndjson: 'NDJSON', parquet: 'Parquet' };

/** The answer for elsewhere: copied as it is here, or whole as a file from the server. */
export function AnswerActions({
  question,
  answer,
}: {
  readonly question: Question;
  readonly answer: AnswerRows;
}) {
  const [state, setState] = useState<{ readonly fetching?: FileType; readonly failed?: string }>({});
  const download = async (type: FileType) => {
    setState({ fetching: type });
    try {
      saveFile(await askForFile(question, type), `${'query' in question ? question.query : 'query'}.${type}`);
      setState({});
    } catch (error) {
      setState({ failed: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <CopyMenu answer={answer} />
        {FILE_TYPES.map((type) => (
          <button
            key={type}
            type="button"
            aria-label={`Download all rows as ${NAMES[type]}`}
            disabled={state.fetching !== undefined}
            onClick={() => void download(type)}
            className={SMALL_BUTTON}
          >
            <Download className="size-3.5" aria-hidden />
            {state.fetching === type ? 'Fetching…' : NAMES[type]}
          </button>
        ))}
      </div>
      {state.failed !== undefined && (
        <p role="alert" className="w-full text-sm text-crit">
          The file could not be made. {state.failed}
        </p>
      )}
    </>
  );
}

const ITEM = 'flex h-8 items-center rounded-sm px-2 outline-none data-highlighted:bg-surface-2';

function CopyMenu({ answer }: { readonly answer: AnswerRows }) {
  const { copied, copy } = useCopy();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className={SMALL_BUTTON}>
        <Copy className="size-3.5" aria-hidden /> {copied ? 'Copied' : 'Copy'}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-20 min-w-44 rounded-md bg-surface p-1 shadow-popover"
        >
          <DropdownMenu.Item className={ITEM} onSelect={() => copy(asText(answer))}>
            These rows as text
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={() => copy(asJson(answer))}>
            These rows as JSON
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
