import { type ReactNode, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose(): void;
  children: ReactNode;
}

const Dialog = ({ title, isOpen, onClose, children }: DialogProps) => (
  <ModalOverlay
    className="overlay"
    isOpen={isOpen}
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
  return (
    <Dialog {...dialog}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending && !isDisabled) onSubmit();
        }}
      >
        {children}
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

interface ConfirmProps {
  title: string;
  text: ReactNode;
  submit: string;
  isPending: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Before something that cannot be undone. */
export const Confirm = ({ text, onConfirm, ...dialog }: ConfirmProps) => (
  <FormDialog {...dialog} isOpen kind="danger" onSubmit={onConfirm}>
    <p>{text}</p>
  </FormDialog>
);

/** Which dialog of a view is open, if one is. */
export function useDialog<Name extends string>() {
  const [open, setOpen] = useState<Name | null>(null);
  return { open, show: (name: Name) => setOpen(name), close: () => setOpen(null) };
}
