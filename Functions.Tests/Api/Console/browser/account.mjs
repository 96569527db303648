// What a person has besides the browser: a mailbox and an authenticator app.
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../Harness/wait.mjs';

/** Waits for an email with a link of a kind, such as `confirm-email`, and returns the token of the newest that was not returned before. */
export function mailboxOf(folder) {
  const seen = new Set();
  return async kind => {
    let token;
    await until(() => token = newest(kind), `No email with a link to ${kind} came.`);
    return token;
  };

  function newest(kind) {
    for (const file of readdirSync(folder).filter(name => name.endsWith('.eml'))) {
      const token = new RegExp(`#/${kind}/(\\w+)`).exec(readFileSync(join(folder, file), 'utf8'))?.[1];
      if (token && !seen.has(token)) {
        seen.add(token);
        return token;
      }
    }
  }
}

/** Returns the code that an authenticator app shows for a secret, now or some steps later. RFC 6238: SHA-1, six digits, 30 seconds. */
export function codeOf(secret, later = 0) {
  const bits = [...secret].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac('sha1', key).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
