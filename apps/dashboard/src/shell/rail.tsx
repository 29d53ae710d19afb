import { Link } from '@tanstack/react-router';
import { LiveFoot } from './live-foot.tsx';
import { OPERATE, readyPages, WATCH, type PageEntry } from './pages.ts';
import { kept } from './shell-search.ts';

function Entries({ title, pages }: { readonly title: string; readonly pages: readonly PageEntry[] }) {
  const there = readyPages(pages);
  if (there.length === 0) return null;
  return (
    <>
      <h2 className="px-2 pt-3 pb-1.5 text-xs font-medium text-ink-3 first:pt-1">{title}</h2>
      <ul>
        {there.map(({ title, path, icon: Icon }) => (
          <li key={title}>
            <Link
              to={path}
              search={kept}
              className="flex h-[30px] items-center gap-2.5 rounded-md px-2 text-ink-2 hover:bg-surface-2 aria-[current=page]:bg-accent-soft aria-[current=page]:font-bold aria-[current=page]:text-accent-text"
            >
              <Icon className="size-4 flex-none" strokeWidth={1.5} aria-hidden />
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The pages, at the side of a wide screen. */
export function Rail() {
  return (
    <nav
      aria-label="Pages"
      className="sticky top-[var(--bar)] hidden h-[calc(100vh-var(--bar))] flex-col border-r border-line bg-surface p-2 md:flex"
    >
      <Entries title="Watch" pages={WATCH} />
      <Entries title="Operate" pages={OPERATE} />
      <LiveFoot />
    </nav>
  );
}
