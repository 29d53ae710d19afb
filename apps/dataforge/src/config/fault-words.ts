import type { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const KINDS: Readonly<Record<string, string>> = {
  string: 'be a text',
  number: 'be a number',
  int: 'be a whole number',
  array: 'be a list',
  object: 'hold settings by their names',
};

/** What is wrong with a setting, in the words of who writes it. Never the value: it may be secret. */
export function faultWords(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must ${KINDS[issue.expected] ?? `be ${issue.expected}`}`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${issue.values.join(' or ')}`;
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => `"${key}"`).join(', ')} is no setting`;
    default:
      return issue.code === 'invalid_format' && issue.format === 'url'
        ? 'must be a URL, such as https://issuer.example'
        : 'cannot be used';
  }
}
