import type { Session } from '@dataforge/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { sessionQuery, signOut } from '../api/session.ts';

/** Who is signed in and as what; signs out. */
export function UserMenu({ session }: { readonly session: Session }) {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      queries.clear();
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      window.location.reload();
    },
  });
  const roles = session.roles.join(', ');
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="flex items-center gap-2 rounded-md p-1 text-left hover:bg-surface-2">
        <span className="sr-only">
          Signed in as {session.subject}, {roles}
        </span>
        <span
          aria-hidden
          className="grid size-[26px] place-items-center rounded-full bg-surface-3 text-xs font-bold text-ink-2"
        >
          {session.subject.slice(0, 2).toUpperCase()}
        </span>
        <span aria-hidden className="hidden leading-tight xl:block">
          <span className="block text-sm font-medium">{session.subject}</span>
          <span className="block text-xs text-ink-3">{roles}</span>
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-20 min-w-48 rounded-md bg-surface p-1 shadow-popover"
        >
          <DropdownMenu.Label className="px-2 py-1.5 text-sm text-ink-3">
            {session.subject} · {roles}
          </DropdownMenu.Label>
          <DropdownMenu.Item
            onSelect={() => mutate()}
            className="flex h-8 items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-surface-2"
          >
            <LogOut className="size-3.5" aria-hidden /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
