import { Link } from '@tanstack/react-router';

export function NotFound() {
  return (
    <section className="p-5">
      <h1 className="text-xl font-bold">There is no such page.</h1>
      <p className="mt-2 text-ink-2">
        The address leads nowhere.{' '}
        <Link to="/overview" className="text-accent-text underline">
          Open the overview
        </Link>
      </p>
    </section>
  );
}
