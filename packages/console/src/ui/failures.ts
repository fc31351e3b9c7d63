import { createContext, useContext, useEffect, useEffectEvent } from 'react';
import { ApiError } from '../api/problem.ts';

type Tell = (error: unknown) => void;

/** Those that are open, the last one on top. Nothing but that one can be used, so that what fails is of it. */
const dialogs: Tell[] = [];

/** Where a failure is told while a dialog is open. */
export const dialogOnTop = (): Tell | undefined => dialogs.at(-1);

/** While the dialog is open, what fails is told in it, and not behind it. */
export function useFailures(tell: Tell): void {
  const told = useEffectEvent(tell);
  useEffect(() => {
    const dialog: Tell = (error) => told(error);
    dialogs.push(dialog);
    return () => void dialogs.splice(dialogs.indexOf(dialog), 1);
  }, []);
}

/** What is wrong with a field, by its name, which points at its value in the body: `#/name` (RFC 6901, section 6). */
export type Marks = Readonly<Record<string, string>>;

export const MarksContext = createContext<Marks>({});

export const useMark = (name: string | undefined): string | undefined => {
  const marks = useContext(MarksContext);
  return name === undefined ? undefined : marks[name];
};

/**
 * Which of the fields are named as wrong (RFC 9457, section 3), and whether that is all there is to say.
 * A field for a list has what is wrong with one of its entries.
 */
export function marksOf(
  error: unknown,
  names: readonly string[],
): { marks: Marks; isAll: boolean } {
  const errors = (error instanceof ApiError && error.problem.errors) || [];
  const marks: Record<string, string> = {};
  let isAll = errors.length > 0;
  for (const { parameter, pointer = `#/${parameter}`, detail } of errors) {
    const name = names.find((each) => `${pointer}/`.startsWith(`${each}/`));
    if (name === undefined) isAll = false;
    // It begins with the name of the field for those who do not see that.
    else marks[name] = [marks[name], detail.replace(/^[\w.[\]]+: /, '')].filter(Boolean).join(' ');
  }
  return { marks, isAll };
}
