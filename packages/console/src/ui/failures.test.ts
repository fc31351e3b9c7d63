import { expect, test } from 'vitest';
import { ApiError } from '../api/problem.ts';
import { marksOf } from './failures.ts';

const refusal = (...pointers: string[]) =>
  new ApiError({
    ...{ code: 'invalid_request', status: 400 },
    errors: pointers.map((pointer) => ({ pointer, detail: `name[0]: Wrong: ${pointer}.` })),
  });

test('a field has what its own value is refused for, and the values in it', () => {
  expect(
    marksOf(refusal('#/name', '#/permissions/0', '#/permissions/2'), ['#/name', '#/permissions']),
  ).toEqual({
    marks: {
      '#/name': 'Wrong: #/name.',
      '#/permissions': 'Wrong: #/permissions/0. Wrong: #/permissions/2.',
    },
    isAll: true,
  });
});

test('a value in the path is named as one in the body is', () => {
  const error = new ApiError({
    ...{ code: 'invalid_request', status: 400 },
    errors: [{ parameter: 'domain', detail: 'No domain.' }],
  });
  expect(marksOf(error, ['#/domain'])).toEqual({
    marks: { '#/domain': 'No domain.' },
    isAll: true,
  });
});

test('what no field is for is left to be said', () => {
  expect(marksOf(refusal('#/name', '#/nameless'), ['#/name'])).toEqual({
    marks: { '#/name': 'Wrong: #/name.' },
    isAll: false,
  });
  expect(marksOf(new ApiError({ code: 'conflict', status: 409 }), ['#/name'])).toEqual({
    marks: {},
    isAll: false,
  });
  expect(marksOf(new TypeError('a fault of ours'), [])).toEqual({ marks: {}, isAll: false });
});
