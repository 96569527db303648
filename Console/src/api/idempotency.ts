const size = 16; // random bytes

/** Returns a key for something that must happen once. A call that repeats the key has no second effect. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(size))].map(byte => byte.toString(16).padStart(2, '0')).join('');
