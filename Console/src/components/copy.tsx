import { useState } from 'preact/hooks';
import { t } from '../language';
import { Button } from './button';

/** A button that copies a text, and confirms this. */
export function CopyButton({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <>
      <Button onClick={async () => {
        await navigator.clipboard.writeText(text);
        setCopied(true);
      }}>{t('copy')}</Button>
      <span role="status" class="done">{isCopied ? t('copied') : ''}</span>
    </>
  );
}

/** A button that saves a text as a file. */
export function SaveButton({ name, text }: { name: string; text: string }) {
  return <Button onClick={() => save(name, text)}>{t('save-file')}</Button>;
}

const types: Record<string, string> = { json: 'application/json', csv: 'text/csv;charset=utf-8' };

/** Saves a text as a file on the user's device. */
export function save(name: string, text: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: types[name.split('.').pop() ?? ''] ?? 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
