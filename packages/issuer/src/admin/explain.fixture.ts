import type { Context } from '../context.ts';
import { type Asked, explain } from '../explain/explain.service.ts';
import { adminOperations } from './admin.routes.ts';
import { createFindOperation } from './find-operation.endpoint.ts';

/** Explains as the admin API does. */
export function explainer(context: Context) {
  const operations = adminOperations(context);
  const findOperation = createFindOperation(() => operations);
  return (asked: Asked) => explain(asked, { ...context, findOperation });
}
