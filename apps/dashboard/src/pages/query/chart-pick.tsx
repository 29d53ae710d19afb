import { useId } from 'react';
import { Select } from '../../widgets/select.tsx';

/** Which column is drawn where. */
export function ChartPick({
  name,
  value,
  choices,
  onPick,
}: {
  readonly name: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly onPick: (choice: string) => void;
}) {
  const id = useId();
  return (
    <span className="inline-flex items-center gap-1.5">
      <label htmlFor={id} className="text-ink-3">
        {name}
      </label>
      <Select
        id={id}
        value={value}
        onChange={({ target }) => onPick(target.value)}
        className="h-[26px] max-w-48 rounded-md border border-line-strong bg-surface px-1.5"
      >
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </Select>
    </span>
  );
}
