import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Barrier } from '../api/barrier.ts';
import { barrierOf } from '../api/client.ts';
import { fill, useTexts } from '../texts/texts.ts';
import { useErrorText } from './error-note.tsx';
import { toast } from './toasts.tsx';

interface Action<Input> {
  /** Calls the API. Its answer says which gateways obey. */
  run(input: Input): Promise<{ response: Response }>;
  /** What is said when it is done. */
  done(input: Input): string;
  /** What it makes outdated, by the beginning of query keys. */
  changes: readonly (readonly unknown[])[];
  undo?: ((input: Input) => void) | undefined;
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
  onDone,
  oneAtATime,
}: Action<Input>) {
  const client = useQueryClient();
  const texts = useTexts().common;
  const errorText = useErrorText();
  return useMutation<{ response: Response }, unknown, Input>({
    mutationFn: run,
    ...(oneAtATime !== undefined && { scope: { id: oneAtATime } }),
    async onSuccess({ response }, input) {
      const barrier = barrierOf(response);
      const note = barrier ? describeBarrier(barrier, texts.barrier) : undefined;
      toast({ text: done(input), note, undo: undo && (() => undo(input)) });
      onDone?.();
      await Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    async onError(error) {
      toast({ text: errorText(error), note: texts.nothingChanged, kind: 'failed' });
      // Another administrator may have been there.
      await Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}

const describeBarrier = ({ waited, gateways, acknowledged }: Barrier, text: string): string =>
  fill(text, { waited, gateways, acknowledged });
