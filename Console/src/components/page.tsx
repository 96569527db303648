import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSite } from '../hooks/use-site';
import { t } from '../language';

/** A page: its heading, which gets the focus when the page appears, and its content. */
export function Page({ title, intro, children }: { title: string; intro?: ComponentChildren; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [title]);
  const site = useSite();
  useEffect(() => void (document.title = `${title} – ${site?.name ?? t('product')}`), [title, site]);
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
