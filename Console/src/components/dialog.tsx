import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../language';
import { Button } from './button';

/** A dialog over the page. The platform keeps the focus inside, closes the dialog with Escape, and restores the focus. */
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => queueMicrotask(() => (opener as HTMLElement | null)?.focus?.()); // an element behind an open dialog cannot take the focus
  }, []);
  useEffect(() => heading.current?.focus(), [title]);

  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={close} onCancel={event => event.target === dialog.current && close()}>
      <div class="dialog-head">
        <h2 id={id} ref={heading} tabIndex={-1}>{title}</h2>
        <Button kind="quiet" onClick={close}>{t('close')}</Button>
      </div>
      {children}
    </dialog>
  );
}
