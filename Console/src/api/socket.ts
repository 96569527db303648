import { currentSession } from './session';

const longestPause = 60_000;

/**
 * Calls a function when the server reports notifications of the signed-in user, and after each new connection. Reconnects after a lost connection, with
 * growing pauses. If the server has no sockets, the function is not called. Returns a function that closes the connection.
 */
export function onNotifications(listener: () => void): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = 1_000;

  function connect() {
    const token = currentSession()?.token;
    if (!token) return;
    const address = new URL('/api/', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    socket = new WebSocket(address, ['jsonrpc_2.0', token]);
    socket.onopen = () => {
      pause = 1_000;
      listener(); // notifications that were reported without a connection are not reported again
    };
    socket.onmessage = event => isAnnouncement(event.data) && listener();
    socket.onclose = () => {
      timer = setTimeout(connect, pause);
      pause = Math.min(2 * pause, longestPause);
    };
  }

  // Keeps the connection open: the server closes a socket without frames.
  const ping = setInterval(() => socket?.readyState === WebSocket.OPEN && socket.send('{"jsonrpc":"2.0","method":"/ping","id":1}'), 20_000);
  connect();
  return () => {
    clearTimeout(timer);
    clearInterval(ping);
    if (socket) socket.onclose = null;
    socket?.close();
  };
}

// The server sends two frames for each notification, /event and /publish. The console uses one of them.
function isAnnouncement(data: unknown) {
  const frame = typeof data === 'string' ? JSON.parse(data) as { method?: string; params?: unknown[] } : {};
  return frame.method === '/event' && frame.params?.[0] === 'notifications';
}
