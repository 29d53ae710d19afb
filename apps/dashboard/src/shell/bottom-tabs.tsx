import { Link } from '@tanstack/react-router';
import { readyPages, WATCH } from './pages.ts';
import { kept } from './shell-search.ts';

/** The pages, at the foot of a narrow screen. */
export function BottomTabs() {
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-10 grid auto-cols-fr grid-flow-col border-t border-line bg-surface md:hidden"
    >
      {readyPages(WATCH).map(({ title, path, icon: Icon }) => (
        <Link
          key={title}
          to={path}
          search={kept}
          className="flex h-14 flex-col items-center justify-center gap-1 text-xs text-ink-2 aria-[current=page]:font-bold aria-[current=page]:text-accent-text"
        >
          <Icon className="size-5" strokeWidth={1.5} aria-hidden />
          {title}
        </Link>
      ))}
    </nav>
  );
}
