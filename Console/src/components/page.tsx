import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../language';

/** A page: its heading, which gets the focus when the page appears, and its content. */
export function Page({ title, intro, children }: { title: string; intro?: ComponentChildren; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [title]);
  useEffect(() => void (document.title = `${title} – ${t('product')}`), [title]);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {intro && <p class="intro">{intro}</p>}
      {children}
    </>
  );
}

/** A part of a page, with a heading of its own. */
export function Section({ title, intro, children }: { title: string; intro?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {intro && <p class="intro">{intro}</p>}
      {children}
    </section>
  );
}
