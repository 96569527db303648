import { useEffect, useState } from 'preact/hooks';
import { useAction } from './use-action';
import { useLoad } from './use-load';

/** A part of a list: some of its rows, possibly none, and where to go on. */
export interface Part<Row> {
  readonly rows: readonly Row[];
  readonly continuation: string | null;
}

const enough = 25; // rows to show at once
const mostCalls = 5; // for one press of a button

/** Loads a list in parts: the first at once, each other one when it is asked for. */
export function useParts<Row>(read: (continuation: string | undefined) => Promise<Part<Row>>, inputs: readonly unknown[]) {
  const first = useLoad(() => readEnough(read, undefined), inputs);
  const [later, setLater] = useState<Part<Row> | null>(null);
  useEffect(() => setLater(null), [first.data]);
  const continuation = (later ?? first.data)?.continuation ?? null;
  const more = useAction(async () => {
    const next = await readEnough(read, continuation ?? undefined);
    setLater({ rows: [...later?.rows ?? [], ...next.rows], continuation: next.continuation });
  });
  return { first, rows: [...first.data?.rows ?? [], ...later?.rows ?? []], hasMore: continuation !== null, more };
}

// A part can be empty although others follow.
async function readEnough<Row>(read: (continuation: string | undefined) => Promise<Part<Row>>, start: string | undefined): Promise<Part<Row>> {
  const rows: Row[] = [];
  let next = start;
  for (let calls = 0; calls < mostCalls; calls++) {
    const part = await read(next);
    rows.push(...part.rows);
    if (part.continuation === null) return { rows, continuation: null };
    next = part.continuation;
    if (rows.length >= enough) break;
  }

  return { rows, continuation: next ?? null };
}
