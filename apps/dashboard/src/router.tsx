import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { exploreSearch } from './pages/explore/explore-search.ts';
import { ledgerSearch } from './pages/ledger/ledger-search.ts';
import { Shell } from './shell/shell.tsx';
import { shellSearch } from './shell/shell-search.ts';
import { NotFound } from './shell/not-found.tsx';
import { PageFailed } from './shell/page-failed.tsx';

/** The shell, around every page; what it shows of time is in every page's address. */
const root = createRootRoute({
  component: Shell,
  validateSearch: shellSearch,
  notFoundComponent: NotFound,
  errorComponent: PageFailed,
});

const page = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: ({ search }) => {
    // A sign-in code is behind the hash.
    throw redirect({ to: '/overview', search, hash: true });
  },
});

const overview = page(
  '/overview',
  lazyRouteComponent(() => import('./pages/overview/overview.tsx'), 'Overview'),
);
const explore = createRoute({
  getParentRoute: () => root,
  path: '/explore',
  validateSearch: exploreSearch,
  component: lazyRouteComponent(() => import('./pages/explore/explore.tsx'), 'Explore'),
});
const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  validateSearch: ledgerSearch,
  component: lazyRouteComponent(() => import('./pages/ledger/ledger.tsx'), 'Ledger'),
});
const query = page(
  '/query',
  lazyRouteComponent(() => import('./pages/query/query.tsx'), 'Query'),
);

export const router = createRouter({
  routeTree: root.addChildren([home, overview, explore, ledger, query]),
  basepath: '/app',
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
