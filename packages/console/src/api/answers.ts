import type { paths } from './schema.ts';

/** The body that `GET` of a path answers with. */
export type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

/** One item of a list. */
export type Item<Path extends keyof paths> =
  Answer<Path> extends { items: (infer Each)[] } ? Each : never;
