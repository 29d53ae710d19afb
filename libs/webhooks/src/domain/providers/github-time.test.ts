import examples from '@octokit/webhooks-examples';
import { parseRfc3339, type JsonObject } from '@dataforge/kernel';
import { githubTime } from './github-time.ts';

const THEN = '2020-01-01T00:00:00Z';
const NOW = '2026-11-23T12:00:00Z';

describe('the time of a GitHub delivery', () => {
  it.each<[string, string, JsonObject, string | undefined]>([
    [
      'the thing the event is named after',
      'issues',
      { issue: { updated_at: NOW }, milestone: { updated_at: THEN } },
      NOW,
    ],
    [
      'the comment, not what it is on',
      'issue_comment',
      { issue: { updated_at: THEN }, comment: { updated_at: NOW } },
      NOW,
    ],
    [
      'the review, not what is reviewed',
      'pull_request_review',
      { pull_request: { updated_at: THEN }, review: { submitted_at: NOW } },
      NOW,
    ],
    [
      'the status, not the deployment',
      'deployment_status',
      { deployment: { updated_at: THEN }, deployment_status: { updated_at: NOW } },
      NOW,
    ],
    [
      'the end of what has ended',
      'workflow_job',
      { action: 'completed', workflow_job: { started_at: THEN, completed_at: NOW } },
      NOW,
    ],
    ['the beginning of what begins', 'deploy_key', { action: 'created', key: { created_at: NOW } }, NOW],
    [
      'no beginning that is long past',
      'release',
      { action: 'edited', release: { published_at: THEN } },
      undefined,
    ],
    ['the delivery itself', 'star', { action: 'created', starred_at: NOW }, NOW],
    ['nothing of the repository it happened in', 'watch', { repository: { updated_at: THEN } }, undefined],
    ['nothing that is no time', 'issues', { issue: { updated_at: 'yesterday' } }, undefined],
    ['nothing that is no object', 'issues', { issue: null, comment: 7, review: 'x' }, undefined],
  ])('is that of %s', (_name, event, payload, time) => {
    expect(githubTime(event, payload)).toBe(time);
  });

  it('is a time or nothing, for every example that GitHub gives', () => {
    const given = examples as unknown as { name: string; examples: JsonObject[] }[];
    const times = given.flatMap(({ name, examples: payloads }) => payloads.map((p) => githubTime(name, p)));
    const found = times.filter((time) => time !== undefined);
    expect(found.filter((time) => parseRfc3339(time) === undefined)).toEqual([]);
    expect(found.length).toBeGreaterThan(times.length / 2);
  });
});
