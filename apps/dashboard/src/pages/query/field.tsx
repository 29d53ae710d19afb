import { useId, type ReactNode } from 'react';

export interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
  readonly className: string;
}

const CONTROL = 'h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 aria-invalid:border-crit';

/** A labelled control, with what is wrong with its value right below. */
export function Field({
  name,
  note,
  fault,
  narrow = false,
  children,
}: {
  readonly name: string;
  /** Its type, or what is meant. */
  readonly note: string;
  readonly fault: string | undefined;
  readonly narrow?: boolean;
  readonly children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={`max-md:w-full ${narrow ? 'md:w-24' : 'md:w-40'}`}>
      <label htmlFor={id} title={`${name}: ${note}`} className="mb-1 block truncate text-xs text-ink-2">
        {name} <span className="text-ink-3">{note}</span>
      </label>
      {children({
        id,
        'aria-invalid': fault !== undefined,
        'aria-describedby': fault === undefined ? undefined : `${id}-fault`,
        className: CONTROL,
      })}
      {fault !== undefined && (
        <p id={`${id}-fault`} className="mt-1 text-xs text-crit">
          {fault}
        </p>
      )}
    </div>
  );
}
