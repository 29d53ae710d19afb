import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One of a few values, behind a button that shows which. */
export function ChoiceMenu({
  label,
  value,
  choices,
  onChoose,
  children,
}: {
  /** What is chosen, for whoever cannot see it. */
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
  /** What the button shows. */
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={label}
        className="inline-flex h-[30px] items-center gap-1.5 rounded-md px-2.5 whitespace-nowrap hover:bg-surface-2"
      >
        {children}
        <ChevronDown className="size-3.5 text-ink-3" aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          className="z-20 min-w-40 rounded-md bg-surface p-1 shadow-popover"
        >
          <DropdownMenu.RadioGroup value={value} onValueChange={onChoose}>
            {choices.map((choice) => (
              <DropdownMenu.RadioItem
                key={choice.value}
                value={choice.value}
                className="flex h-8 items-center justify-between gap-4 rounded-sm px-2 outline-none data-highlighted:bg-surface-2"
              >
                {choice.label}
                <DropdownMenu.ItemIndicator>
                  <Check className="size-3.5" aria-hidden />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
