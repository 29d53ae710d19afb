import type { JsonObject } from '@dataforge/kernel';
import { textAt, timeAt, valueAt } from '../payload-fields.ts';

/** What an event is about where its payload does not call it by the event's name; the most particular first. */
const THINGS = [
  'review',
  'comment',
  'pull_request',
  'issue',
  'discussion',
  'alert',
  'rule',
  'build',
  'release',
  'check_run',
  'check_suite',
  'workflow_run',
  'deployment',
  'forkee',
  'key',
  'head_commit',
];

/** Times that move with what happens. */
const MOVING = ['completed_at', 'submitted_at', 'updated_at', 'timestamp'];
/** Times of a beginning. */
const BEGINNING = ['started_at', 'published_at', 'created_at'];
/** The actions that are a beginning. At any other the time of the beginning is long past, and none is better than that. */
const BEGINS = /^(?:creat|open|publish|releas|prereleas|queue|request|in_progress|rerequest)/;

/** When it happened, from the times of what the event is about; undefined where the payload does not tell. */
export function githubTime(eventType: string, payload: JsonObject | undefined): string | undefined {
  const action = textAt(payload, 'action');
  const names = action === undefined || BEGINS.test(action) ? [...MOVING, ...BEGINNING] : MOVING;
  const thing = [eventType, eventType.replace(/s$/, ''), ...THINGS].find(
    (name) => typeof valueAt(payload, name) === 'object' && valueAt(payload, name) !== null,
  );
  return (
    (thing === undefined ? undefined : timeAt(payload, ...names.map((name) => `${thing}.${name}`))) ??
    timeAt(payload, 'starred_at', 'updated_at')
  );
}
