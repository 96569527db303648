/** Returns whether the server responds. The browser only reports whether there is a network. */
export const isReachable = () => fetch('/console/', { method: 'HEAD' }).then(response => response.ok, () => false);
