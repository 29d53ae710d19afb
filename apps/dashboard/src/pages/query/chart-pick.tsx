import { useId } from 'react';

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
      <select
        id={id}
        value={value}
        onChange={({ target }) => onPick(target.value)}
        className="h-[26px] max-w-48 rounded-md border border-line-strong bg-surface px-1.5"
      >
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </span>
  );
}
