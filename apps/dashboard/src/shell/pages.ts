import {
  Activity,
  Boxes,
  Braces,
  ChartLine,
  CircleX,
  History,
  LayoutGrid,
  Plug,
  Scale,
  ShieldCheck,
  Terminal,
  type LucideIcon,
} from 'lucide-react';

export interface PageEntry {
  readonly title: string;
  /** Its path; absent for a page that is still to come. */
  readonly path?: '/overview' | '/explore' | '/ledger' | '/query';
  readonly icon: LucideIcon;
  /** With `g` before it, goes there. */
  readonly key: string;
}

/** Where an operator looks first, and where the work is done. */
export const WATCH: readonly PageEntry[] = [
  { title: 'Overview', path: '/overview', icon: LayoutGrid, key: 'o' },
  { title: 'Explore', path: '/explore', icon: ChartLine, key: 'e' },
  { title: 'Ledger', path: '/ledger', icon: Scale, key: 'l' },
  { title: 'Query', path: '/query', icon: Terminal, key: 'q' },
];

/** Pages whose place is kept. They are shown once they have a path. */
export const OPERATE: readonly PageEntry[] = [
  { title: 'Failures', icon: CircleX, key: 'f' },
  { title: 'Quality', icon: ShieldCheck, key: 'u' },
  { title: 'Products', icon: Boxes, key: 'p' },
  { title: 'Schemas', icon: Braces, key: 's' },
  { title: 'Sources', icon: Plug, key: 'r' },
  { title: 'Backfills', icon: History, key: 'b' },
  { title: 'Trace', icon: Activity, key: 't' },
];

export type ReadyPage = PageEntry & { readonly path: NonNullable<PageEntry['path']> };

const isReady = (page: PageEntry): page is ReadyPage => page.path !== undefined;

export const readyPages = (pages: readonly PageEntry[]): readonly ReadyPage[] => pages.filter(isReady);

export const PAGES = readyPages([...WATCH, ...OPERATE]);
