import { useState } from 'preact/hooks';
import { Button } from './button';
import { Dialog } from './dialog';
import { Form } from './form';

interface ConfirmProps {
  /** The text of the button that opens the dialog, and of the button in it. */
  action: string;
  /** The name of the button for screen readers, which do not read the text beside it. */
  label?: string;
  title: string;
  text: string;
  run: () => Promise<unknown>;
}

/** A button for an action that cannot be undone. A dialog asks for confirmation. */
export function Confirm({ action, label, title, text, run }: ConfirmProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="second" {...(label && { label })} onClick={() => setOpen(true)}>{action}</Button>
      {isOpen && (
        <Dialog title={title} close={() => setOpen(false)}>
          <p>{text}</p>
          <Form action={action} kind="danger" submit={async () => {
            await run();
            setOpen(false);
          }} />
        </Dialog>
      )}
    </>
  );
}
