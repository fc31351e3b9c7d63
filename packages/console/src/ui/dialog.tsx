import { useLocation, useNavigate } from '@tanstack/react-router';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { fill, useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { FailureNote } from './error-note.tsx';
import { type Marks, MarksContext, marksOf, useFailures } from './failures.ts';
import { Field } from './field.tsx';

interface DialogProps {
  title: string;
  onClose(): void;
  children: ReactNode;
}

const Dialog = ({ title, onClose, children }: DialogProps) => (
  <ModalOverlay
    className="overlay"
    isOpen
    onOpenChange={(open) => !open && onClose()}
    isDismissable
  >
    <Modal className="modal">
      <AriaDialog className="dialog">
        <Heading slot="title">{title}</Heading>
        {children}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
);

interface FormDialogProps extends DialogProps {
  submit: string;
  kind?: 'primary' | 'danger';
  isPending?: boolean;
  isDisabled?: boolean;
  onSubmit(): void;
}

/** Fields with one thing to do, or to leave it. */
export function FormDialog({
  submit,
  kind = 'primary',
  isPending = false,
  isDisabled = false,
  onSubmit,
  children,
  ...dialog
}: FormDialogProps) {
  const texts = useTexts().common;
  const form = useRef<HTMLFormElement>(null);
  const { failure, marks, unmark, clear } = useMarks(form);
  return (
    <Dialog {...dialog}>
      <form
        ref={form}
        className="dialog-form"
        // What is wrong with a field is told in it, in our own words.
        noValidate
        onChange={({ target }) => unmark((target as HTMLElement & { name?: string }).name)}
        onSubmit={(event) => {
          event.preventDefault();
          if (isPending || isDisabled) return;
          clear();
          onSubmit();
        }}
      >
        <MarksContext value={marks}>{children}</MarksContext>
        {failure}
        <div className="dialog-actions">
          <Button onPress={dialog.onClose}>{texts.cancel}</Button>
          <Button type="submit" kind={kind} isPending={isPending} isDisabled={isDisabled}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What was refused, at the fields that are named, of which the first one takes the focus, and below them. */
function useMarks(form: RefObject<HTMLFormElement | null>) {
  const [told, setTold] = useState<{ error: unknown; isAll: boolean } | null>(null);
  const [marks, setMarks] = useState<Marks>({});
  useFailures((error) => {
    const fields = [...(form.current?.elements ?? [])] as HTMLInputElement[];
    const found = marksOf(
      error,
      fields.flatMap(({ name }) => (name?.startsWith('#') ? [name] : [])),
    );
    setMarks(found.marks);
    setTold({ error, isAll: found.isAll });
    fields.find(({ name }) => name in found.marks)?.focus();
  });
  return {
    marks,
    // Once each of those fields was written in again, nothing is left to say.
    failure: told && !(told.isAll && Object.keys(marks).length === 0) && <FailureNote {...told} />,
    unmark(name: string | undefined): void {
      if (name === undefined || !(name in marks)) return;
      setMarks(Object.fromEntries(Object.entries(marks).filter(([each]) => each !== name)));
    },
    clear(): void {
      setMarks({});
      setTold(null);
    },
  };
}

interface ConfirmProps {
  title: string;
  text: ReactNode;
  /** What has to be typed first, where the wrong one would be a great loss. */
  typed?: string;
  submit: string;
  isPending: boolean;
  isDisabled?: boolean;
  onConfirm(): void;
  onClose(): void;
  children?: ReactNode;
}

/** Before something that cannot be undone. */
export function Confirm({
  text,
  typed,
  isDisabled = false,
  onConfirm,
  children,
  ...dialog
}: ConfirmProps) {
  const texts = useTexts().common;
  const [value, setValue] = useState('');
  const isTyped = typed === undefined || value.trim() === typed;
  return (
    <FormDialog {...dialog} kind="danger" isDisabled={isDisabled || !isTyped} onSubmit={onConfirm}>
      <p>{text}</p>
      {children}
      {typed !== undefined && (
        <Field
          label={fill(texts.typeIt, { typed })}
          value={value}
          onChange={setValue}
          autoComplete="off"
          autoFocus
        />
      )}
    </FormDialog>
  );
}

/** Before the name of a dialog, in an address that opens it with its view. */
const mark = 'do-';

/** Which dialog of a view is open, if one is: by its button, or by the address, as `/console/roles#do-role`. */
export function useDialog<Name extends string>() {
  const [open, setOpen] = useState<Name | null>(null);
  const navigate = useNavigate();
  const hash = useLocation({ select: (location) => location.hash });
  const asked = hash.startsWith(mark) ? (hash.slice(mark.length) as Name) : null;
  useEffect(() => setOpen(asked), [asked]);
  function close(): void {
    setOpen(null);
    if (asked) void navigate({ to: '.', search: true, hash: '', replace: true });
  }
  return { open, show: (name: Name) => setOpen(name), close };
}
