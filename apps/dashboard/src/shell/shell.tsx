import type { Session } from '@dataforge/api-client';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { Tooltip } from 'radix-ui';
import { useLivePush } from '../live/use-live-push.ts';
import { isSignedOut } from '../api/problem.ts';
import { sessionQuery } from '../api/session.ts';
import { SignIn } from '../session/sign-in.tsx';
import { Bar } from './bar.tsx';
import { Keyboard } from './keyboard.tsx';
import { BottomTabs } from './bottom-tabs.tsx';
import { Rail } from './rail.tsx';
import { Unreachable } from './unreachable.tsx';

/** What stands around every page, for whoever is signed in. */
export function Shell() {
  const session = useQuery(sessionQuery);
  if (session.isPending) return null;
  if (!session.data)
    return isSignedOut(session.error) ? (
      <SignIn />
    ) : (
      <Unreachable error={session.error} retry={() => void session.refetch()} />
    );
  return <Pages session={session.data} />;
}

function Pages({ session }: { readonly session: Session }) {
  useLivePush(session.liveUrl);
  return (
    <Tooltip.Provider delayDuration={300}>
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:m-2 focus:bg-surface focus:p-2"
      >
        Skip to the page
      </a>
      <div className="grid min-h-screen grid-rows-[var(--bar)_minmax(0,1fr)] md:grid-cols-[var(--rail)_minmax(0,1fr)]">
        <Bar session={session} />
        <Rail />
        <main id="page" tabIndex={-1} className="min-w-0 pb-16 outline-none md:pb-0">
          <Outlet />
        </main>
        <BottomTabs />
      </div>
      <Keyboard />
    </Tooltip.Provider>
  );
}
