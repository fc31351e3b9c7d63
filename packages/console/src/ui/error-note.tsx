import { ApiError } from '../api/problem.ts';
import { fill, useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';

/** What went wrong, for people: our own words where there are some, else the server's. */
export function useErrorText(): (error: unknown) => string {
  const texts = useTexts().errors;
  return (error) => {
    if (!(error instanceof ApiError)) return texts.unexpected;
    const { code, detail, status, errors } = error.problem;
    if (errors?.length) return errors.map((each) => each.detail).join(' ');
    if (code === 'unreachable') return texts.unreachable;
    if (status === 412) return texts.changedMeanwhile;
    if (code === 'insufficient_scope') {
      const needed = /^This needs the permission ([\w:]+)/.exec(detail ?? '')?.[1];
      return needed
        ? fill(texts.needsPermission, { permission: needed })
        : (detail ?? texts.forbidden);
    }
    if (code === 'invalid_token') return texts.sessionOver;
    if (code === 'insufficient_user_authentication') return texts.signInAgain;
    return detail ?? fill(texts.status, { status });
  };
}

interface ErrorNoteProps {
  error: unknown;
  onRetry?: () => void;
}

/** In the place of what could not be read. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const texts = useTexts();
  const textOf = useErrorText();
  const id = error instanceof ApiError ? error.problem.id : undefined;
  return (
    <div className="error-note" role="alert">
      <p>{textOf(error)}</p>
      {id && (
        <p className="quiet">
          {texts.errors.id} <code>{id}</code>
        </p>
      )}
      {onRetry && (
        <Button size="small" onPress={onRetry}>
          {texts.common.retry}
        </Button>
      )}
    </div>
  );
}

/** Whether it is known that nothing was done: an answer that did not come says nothing of it. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError && error.problem.status >= 400 && error.problem.status < 500;

/** Whether something was changed although an action failed. */
export function useOutcomeText(): (error: unknown) => string {
  const { nothingChanged, perhapsChanged } = useTexts().common;
  return (error) => (isRefusal(error) ? nothingChanged : perhapsChanged);
}

/** In a dialog: why what it is for was not done, and that what was typed is still there. */
export function FailureNote({ error, isAll }: { error: unknown; isAll: boolean }) {
  const texts = useTexts();
  const textOf = useErrorText();
  const outcomeOf = useOutcomeText();
  return (
    <div className="error-note" role="alert">
      <p>{isAll ? texts.errors.marked : textOf(error)}</p>
      <p className="small">
        {outcomeOf(error)} {texts.common.kept}
      </p>
    </div>
  );
}
