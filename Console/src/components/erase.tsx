import { useState } from 'preact/hooks';
import { t } from '../language';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { Form } from './form';

interface EraseProps {
  /** The user name, which has to be entered, so that no account is erased by mistake. */
  name: string;
  action: string;
  title: string;
  text: string;
  run: () => Promise<unknown>;
}

/** A button that erases an account, after a dialog that asks for its name. */
export function Erase({ name, action, title, text, run }: EraseProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>{`${action}…`}</Button>
      {isOpen && (
        <Dialog title={title} close={() => setOpen(false)}>
          <p>{text}</p>
          <Form action={action} kind="danger" submit={run}>
            <Field name="confirmation" label={t('user-name')} expected={name} />
          </Form>
        </Dialog>
      )}
    </>
  );
}
