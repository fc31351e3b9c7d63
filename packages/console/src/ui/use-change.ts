import { type Action, useAction } from './use-action.ts';

interface Change<Fields> {
  to: Fields;
  /** What they were, for the way back. */
  from: Fields;
  /** Left out on the way back, which changes these fields whatever else was done. */
  ifMatch?: string;
}

interface Changing<Fields> extends Pick<Action<Fields>, 'done' | 'changes' | 'onDone'> {
  patch(to: Fields, headers: { 'If-Match'?: string }): Promise<{ response: Response }>;
}

/** Changes some fields of one thing if it is as it was shown, and back. */
export function useChange<Fields>({ patch, done, ...action }: Changing<Fields>) {
  const change = useAction<Change<Fields>>({
    ...action,
    run: ({ to, ifMatch }) => patch(to, ifMatch ? { 'If-Match': ifMatch } : {}),
    done: ({ to }) => done(to),
    undo: ({ to, from }) => change.mutate({ to: from, from: to }),
  });
  return change;
}
