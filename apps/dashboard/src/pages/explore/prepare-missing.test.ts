import { ProblemError } from '../../api/problem.ts';
import { missingOf } from './prepare-missing.ts';

const fine = { error: null, data: [] };
const failed = (status: number, data?: unknown) => ({ error: new ProblemError(status, ''), data });

describe('what is not marked', () => {
  it.each([
    [fine, fine, []],
    [failed(403), fine, ['Alerts are not for your role.']],
    [failed(404), failed(500), ['Alerts are not served here.', 'Anomalies could not be loaded.']],
    [failed(500, []), fine, []],
  ])('is said in words', (alerts, anomalies, says) => {
    expect(missingOf({ alerts, anomalies })).toEqual(says);
  });
});
