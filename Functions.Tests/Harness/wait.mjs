// How long scripts in the browser wait.

/** The longest time, in milliseconds, that anything may take: far longer than it does, so that a busy machine makes a test slow but never fails it. TestTimeout.cs has the same. */
export const longest = 120_000;

/** Waits until a condition holds. */
export async function until(condition, otherwise) {
  const end = Date.now() + longest;
  while (!await condition()) {
    if (Date.now() > end) throw new Error(otherwise);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
