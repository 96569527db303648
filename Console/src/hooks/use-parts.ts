import { useMemo, useState } from 'preact/hooks';
import { useAction } from './use-action';
import { useLoad } from './use-load';

/** A part of a list: some of its rows, possibly none, and the continuation. */
export interface Part<Row> {
  readonly rows: readonly Row[];
  readonly continuation: string | null;
}

type Rows<P extends Part<unknown>> = readonly P['rows'][number][];

const enough = 25; // rows to show at once
const mostCalls = 5; // for one press of a button

/** Loads a list in parts: the first part immediately, each further part on request. `last` contains the newest part. */
export function useParts<P extends Part<unknown>>(read: (continuation: string | undefined) => Promise<P>, inputs: readonly unknown[]) {
  const first = useLoad(() => readEnough(read, undefined), inputs);
  const [later, setLater] = useState<{ of: P; rows: Rows<P>; last: P } | null>(null);
  const after = later !== null && later.of === first.data ? later : null; // other inputs have another first part
  const last = after?.last ?? first.data;
  const rows = useMemo((): Rows<P> => [...first.data?.rows ?? [], ...after?.rows ?? []], [first.data, after]);
  const more = useAction(async () => {
    if (!first.data || !last) return;
    const next = await readEnough(read, last.continuation ?? undefined);
    setLater({ of: first.data, rows: [...after?.rows ?? [], ...next.rows], last: next });
  });
  return { first, rows, last, hasMore: last !== undefined && last.continuation !== null, more };
}

// A part can be empty although others follow.
async function readEnough<P extends Part<unknown>>(read: (continuation: string | undefined) => Promise<P>, start: string | undefined): Promise<P> {
  const rows: P['rows'][number][] = [];
  let next = start;
  for (let calls = 1; ; calls++) {
    const part = await read(next);
    rows.push(...part.rows);
    if (part.continuation === null || rows.length >= enough || calls === mostCalls) return { ...part, rows };
    next = part.continuation;
  }
}
