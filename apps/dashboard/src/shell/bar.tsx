import type { Session } from '@dataforge/api-client';
import { Calendar, Moon, Search, Sun } from 'lucide-react';
import { isDark } from '../theme/apply-theme.ts';
import { usePreferences } from '../theme/preferences.ts';
import { spanOf } from '../time/format-time.ts';
import { RANGES, spanText } from '../time/time-range.ts';
import { useRange } from '../time/use-range.ts';
import { Age } from './age.tsx';
import { ChoiceMenu } from './choice-menu.tsx';
import { useCommands } from './commands.ts';
import { LiveControl } from './live-control.tsx';
import { UserMenu } from './user-menu.tsx';

/** The name, what stretch of time is shown, whether it moves, how old it is, and who looks. */
export function Bar({ session }: { readonly session: Session }) {
  const openPalette = useCommands((commands) => commands.openPalette);
  return (
    <header className="sticky top-0 z-10 col-span-full flex h-[var(--bar)] items-center gap-2 border-b border-line bg-surface pr-3 md:pr-5">
      <p className="flex items-center gap-2 pl-3 text-lg font-bold md:w-[var(--rail)] md:flex-none md:pl-4">
        <img src="/app/icon.svg" alt="" className="size-5" />
        <span className="max-md:sr-only">DataForge</span>
      </p>
      <RangeControls />
      <span className="flex-1" />
      <button
        type="button"
        onClick={openPalette}
        className="inline-flex h-[30px] flex-none items-center gap-2 rounded-md bg-surface-2 px-2 text-ink-3 xl:w-[210px] xl:px-2.5"
      >
        <Search className="size-3.5" aria-hidden /> <span className="max-xl:sr-only">Go to, run, find…</span>
        <kbd className="ml-auto rounded-sm border border-line bg-surface px-1 font-mono text-xs max-xl:hidden">
          Ctrl K
        </kbd>
      </button>
      <LiveControl />
      <Age />
      <ThemeButton />
      <UserMenu session={session} />
    </header>
  );
}

function RangeControls() {
  const { range, text, from, to, vs, setRange, setVs } = useRange();
  const name = range.kind === 'relative' ? `last ${spanText(text)}` : 'from – to';
  return (
    <>
      <div className="rounded-md border border-line">
        <ChoiceMenu
          label={`Shown: ${name} ${spanOf(from, to)}`}
          value={text}
          choices={RANGES.map((value) => ({ value, label: `last ${spanText(value)}` }))}
          onChoose={setRange}
        >
          <Calendar className="size-3.5" aria-hidden />
          {name} <span className="hidden text-ink-3 lg:inline">{spanOf(from, to)}</span>
        </ChoiceMenu>
      </div>
      <div className="hidden min-[920px]:block">
        <ChoiceMenu
          label={vs === 'previous' ? `vs previous: compared with the ${spanText(text)} before` : 'vs nothing'}
          value={vs}
          choices={[
            { value: 'previous', label: 'the same stretch before' },
            { value: 'none', label: 'nothing' },
          ]}
          onChoose={setVs}
        >
          <span className="text-ink-3">vs</span> {vs === 'previous' ? 'previous' : 'nothing'}
        </ChoiceMenu>
      </div>
    </>
  );
}

function ThemeButton() {
  const { theme, setTheme } = usePreferences();
  const dark = isDark(theme);
  const Icon = dark ? Sun : Moon;
  return (
    <button
      type="button"
      aria-label={dark ? 'Use the light theme' : 'Use the dark theme'}
      onClick={() => setTheme(dark ? 'light' : 'dark')}
      className="grid size-[30px] flex-none place-items-center rounded-md text-ink-2 hover:bg-surface-2"
    >
      <Icon className="size-4" strokeWidth={1.5} aria-hidden />
    </button>
  );
}
