import { z } from 'zod';

const seconds = (description: string, usual: number) =>
  z
    .number()
    .min(0.1)
    .max(86_400)
    .optional()
    .meta({ description, examples: [usual] });

/** `limits` of a route. What is left out is as in `gateway.limits`. */
export const routeLimitsSchema = z.strictObject({
  connect_timeout: seconds('Until an upstream takes a connection, in seconds.', 5),
  response_timeout: seconds(
    'From a request sent until the head of its answer, in seconds; then 504.',
    60,
  ),
  body_timeout: seconds(
    "Between two pieces of an answer's body, event streams apart, in seconds.",
    300,
  ),
  stream_timeout: seconds(
    'How long an event stream may be silent, in seconds. One that says something from time to time goes on.',
    300,
  ),
  upload_timeout: seconds(
    'How long a caller may send nothing of a body that is waited for, in seconds; then 408. An upload that progresses may take any time.',
    60,
  ),
});
