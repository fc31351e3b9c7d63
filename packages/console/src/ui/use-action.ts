import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Barrier } from '../api/barrier.ts';
import { barrierOf } from '../api/client.ts';
import { ApiError } from '../api/problem.ts';
import { fill, useTexts } from '../texts/texts.ts';
import { useErrorText, useOutcomeText } from './error-note.tsx';
import { dialogOnTop } from './failures.ts';
import { toast } from './toasts.tsx';

export interface Action<Input> {
  /** Calls the API. Its answer says which gateways obey. */
  run(input: Input): Promise<{ response: Response }>;
  /** What is said when it is done. */
  done(input: Input): string;
  /** What it makes outdated, by the beginning of query keys. */
  changes: readonly (readonly unknown[])[];
  undo?: ((input: Input) => void) | undefined;
  /** In place of `undo`, where no other action takes it back. */
  takeBack?: ((input: Input) => Promise<{ response: Response }>) | undefined;
  onDone?: (() => void) | undefined;
  /** Of several, one is on its way, and the others wait for it. */
  oneAtATime?: string;
}

/** Something that an administrator does: it says what was done and who obeys, or why it was not done. */
export function useAction<Input = void>({
  run,
  done,
  changes,
  undo,
  takeBack,
  onDone,
  oneAtATime,
}: Action<Input>) {
  const client = useQueryClient();
  const texts = useTexts().common;
  const errorText = useErrorText();
  const outdate = () =>
    Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey })));
  const noteOf = (response: Response) => {
    const barrier = barrierOf(response);
    return barrier ? describeBarrier(barrier, texts.barrier) : undefined;
  };
  const outcomeText = useOutcomeText();
  function fail(error: unknown): void {
    const dialog = dialogOnTop();
    dialog?.(error);
    // Who may no longer do this may lose the view as well, and the dialog with it.
    if (!dialog || isForbidden(error)) {
      toast({ text: errorText(error), note: outcomeText(error), kind: 'failed' });
    }
  }
  async function takeItBack(input: Input): Promise<void> {
    try {
      const { response } = await takeBack!(input);
      toast({ text: texts.undone, note: noteOf(response) });
    } catch (error) {
      fail(error);
    }
    await outdate();
  }
  return useMutation<{ response: Response }, unknown, Input>({
    mutationFn: run,
    ...(oneAtATime !== undefined && { scope: { id: oneAtATime } }),
    async onSuccess({ response }, input) {
      const back = undo ?? (takeBack && ((given: Input) => void takeItBack(given)));
      toast({ text: done(input), note: noteOf(response), undo: back && (() => back(input)) });
      onDone?.();
      await outdate();
    },
    async onError(error) {
      fail(error);
      // Another administrator may have been there.
      await outdate();
    },
  });
}

const isForbidden = (error: unknown): boolean =>
  error instanceof ApiError && error.problem.status === 403;

const describeBarrier = ({ waited, gateways, acknowledged }: Barrier, text: string): string =>
  fill(text, { waited, gateways, acknowledged });
