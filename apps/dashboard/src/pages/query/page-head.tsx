import { useRouter } from '@tanstack/react-router';
import { Link2, SquareTerminal } from 'lucide-react';
import { curlCommand } from '../../api/curl.ts';
import type { Question } from '../../api/query.ts';
import { formatNumber } from '../../numbers/format-number.ts';
import { SMALL_BUTTON } from '../../widgets/small-button.ts';
import { useCopy } from '../../widgets/use-copy.ts';
import { fitsAddress, lengthInAddress, membersOf, MOST_IN_ADDRESS } from './question-in-address.ts';
import { SaveDialog } from './save-dialog.tsx';

/** What is asked, in words, and what can be done with the question itself. */
export function PageHead({
  name,
  title,
  question,
}: {
  readonly name: string;
  readonly title: string;
  /** Undefined while there is none that could be asked. */
  readonly question: Question | undefined;
}) {
  const tooLong = question !== undefined && !fitsAddress(question);
  return (
    <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
      <h1 className="text-xl leading-7 font-bold">
        {name} <span className="font-normal text-ink-2">{title}</span>
      </h1>
      <div className="flex flex-wrap items-center gap-2">
        <CopyLink question={tooLong ? undefined : question} />
        <CopyCurl question={question} />
        <SaveDialog question={question} />
      </div>
      {tooLong && (
        <p className="w-full text-sm text-warn">
          Too long for a link: {formatNumber(lengthInAddress(question))} characters of at most{' '}
          {formatNumber(MOST_IN_ADDRESS)}. It runs all the same; save it, or share it as curl.
        </p>
      )}
    </header>
  );
}

function CopyLink({ question }: { readonly question: Question | undefined }) {
  const { copied, copy } = useCopy();
  const router = useRouter();
  const link = () => {
    const search = (held: object) => ({ ...held, ...(question && membersOf(question)) });
    const { href } = router.buildLocation({ to: '.', search: search as never });
    return new URL(href, window.location.origin).href;
  };
  return (
    <button type="button" disabled={!question} onClick={() => copy(link())} className={SMALL_BUTTON}>
      <Link2 className="size-3.5" aria-hidden /> {copied ? 'Copied' : 'Copy link'}
    </button>
  );
}

function CopyCurl({ question }: { readonly question: Question | undefined }) {
  const { copied, copy } = useCopy();
  return (
    <button
      type="button"
      disabled={!question}
      onClick={() => question && copy(curlCommand(`${window.location.origin}/query`, question))}
      className={SMALL_BUTTON}
    >
      <SquareTerminal className="size-3.5" aria-hidden /> {copied ? 'Copied' : 'Copy as curl'}
    </button>
  );
}
