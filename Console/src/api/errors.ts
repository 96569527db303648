import type { Failure, Reason } from './methods';

/** A call that the server refused. */
export class CallFailed extends Error {
  readonly reason: Reason;
  readonly meta: Record<string, unknown>;
  /** The seconds to wait before the next try, if the server names them. */
  readonly retryAfter: number | null;

  constructor(failure: Failure, retryAfter: string | null) {
    super(failure.message);
    this.reason = failure.data.meta.reason;
    this.meta = failure.data.meta;
    this.retryAfter = retryAfter === null ? null : Number(retryAfter);
  }
}

/** A call that did not reach the server, or whose response was lost. */
export class Offline extends Error {}

/** A file of the console is missing although the page was loaded again. Another attempt does not help soon. */
export class FileMissing extends Offline {}

/** An operation that the user cancelled, such as a dialog. It is not shown as an error. */
export class Cancelled extends Error {}
