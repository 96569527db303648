/** Returns whether the server answers. The browser only knows whether there is a network. */
export const isReachable = () => fetch('/console/', { method: 'HEAD' }).then(response => response.ok, () => false);
