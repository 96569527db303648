import { CopyButton } from './copy';
import { Dialog } from './dialog';
import { Form } from './form';

interface OnceProps {
  title: string;
  text: string;
  secret: string;
  /** The text of the button that closes the dialog. */
  done: string;
  close: () => void;
}

/** Shows a secret that the server never returns again. */
export function Once({ title, text, secret, done, close }: OnceProps) {
  return (
    <Dialog title={title} close={close}>
      <p>{text}</p>
      <p class="secret"><code>{secret}</code></p>
      <div class="buttons"><CopyButton text={secret} /></div>
      <Form action={done} submit={async () => close()} />
    </Dialog>
  );
}
