// A web page of another origin that uses the published client (npm: @softvisio/core) over a WebSocket, in a browser. Started by SocketBrowserTests.cs:
//   node browser.mjs <browser> <port of the page> <address of the API>
// Prints the steps of the page as one JSON object. The page loads the modules of the package unchanged. An import map resolves them, as a bundler does.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { longest } from '../Harness/wait.mjs';

const { chromium } = createRequire(import.meta.url)('playwright-core');
const [executablePath, port, api] = process.argv.slice(2);
const modules = join(dirname(fileURLToPath(import.meta.url)), '..', 'PublishedClient', 'node_modules');
const read = file => readFileSync(join(modules, file), 'utf8');
const core = JSON.parse(read('@softvisio/core/package.json'));
const result = JSON.parse(read('@softvisio/core/node_modules/@softvisio/result/package.json'));
const entry = value => (typeof value === 'string' ? value : entry(value.browser ?? value.import ?? value.default ?? value.node));

// The files that the specifiers of the package resolve to.
const lead = path => {
  const [, kind, name] = path.match(/^\/(core|browser|result-lib|result)\/?(.*)$/) ?? [];
  if (kind === 'browser') return `/files/@softvisio/core/lib/_browser/${name}.js`;
  if (kind === 'result-lib') return `/files/@softvisio/core/node_modules/@softvisio/result/lib/${name}.js`;
  if (kind === 'result') return join('/files/@softvisio/core/node_modules/@softvisio/result', entry(result.exports?.['.'] ?? result.exports ?? result.main ?? 'lib/index.js'));
  if (kind === 'core') return join('/files/@softvisio/core', core.exports[`./${name}`] ? entry(core.exports[`./${name}`]) : `lib/${name}.js`);
};

// Replaces the module of Node.js that the package extends. Bundlers provide such a module for browsers.
const events = `export default class {
  #all = new Map();
  on(name, listener) { this.#all.set(name, [...(this.#all.get(name) ?? []), listener]); return this; }
  once(name, listener) { const once = (...args) => { this.off(name, once); listener(...args); }; return this.on(name, once); }
  off(name, listener) { this.#all.set(name, (this.#all.get(name) ?? []).filter(one => one !== listener)); return this; }
  emit(name, ...args) { const all = this.#all.get(name) ?? []; all.forEach(listener => listener(...args)); return all.length > 0; }
  addListener(...args) { return this.on(...args); }
  removeListener(...args) { return this.off(...args); }
  listenerCount(name) { return (this.#all.get(name) ?? []).length; }
  eventNames() { return [...this.#all.keys()]; }
  setMaxListeners() { return this; }
}`;

const map = {
  imports: { '#lib/': '/core/', '#browser/': '/browser/', '@softvisio/core/': '/core/', '@softvisio/result': '/result', events: '/events' },
  scopes: { '/files/@softvisio/core/node_modules/@softvisio/result/': { '#lib/': '/result-lib/', '#resources/': '/files/@softvisio/core/node_modules/@softvisio/result/resources/' } },
};

const page = `<!doctype html><script type="importmap">${JSON.stringify(map)}</script>
<script type="module">
import Api from '@softvisio/core/api';
const steps = window.steps = {};
try {
  const api = Api.new(${JSON.stringify(api)});
  const name = 'browser' + Date.now(), password = 'a long and winding road';
  steps.signUp = (await api.call('session/signup', { username: name, password })).status;
  const signin = await api.call('session/signin', { username: name, password });
  steps.signIn = signin.status;
  const again = new Promise(resolve => api.once('connect', resolve));
  api.token = signin.data.token; // the client reconnects
  await again;
  steps.name = (await api.call('session/signin')).data.auth.username === name;
  steps.refused = (await api.call('admin/users/read')).status;
  const signedOut = new Promise(resolve => api.once('signout', resolve));
  steps.signOut = (await api.call('session/signout')).status;
  await signedOut;
  steps.after = (await api.call('profile/read')).status;
  steps.protocol = api.protocol;
} catch (error) {
  steps.error = String(error?.stack ?? error);
}
window.done = true;
</script>`;

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://page').pathname;
  const target = lead(path);
  if (target) return response.writeHead(302, { location: target }).end();
  if (path === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  try {
    const script = path === '/events' ? events : read(path.replace('/files/', ''));
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise(resolve => server.listen(Number(port), '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const tab = await browser.newPage();
  const sockets = [];
  const problems = [];
  tab.on('websocket', socket => sockets.push(socket.url()));
  tab.on('pageerror', error => problems.push(error.message));
  tab.on('requestfailed', request => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
  tab.on('response', answer => answer.status() === 404 && !answer.url().endsWith('favicon.ico') && problems.push(answer.url()));
  await tab.goto(`http://127.0.0.1:${port}/`);
  await tab.waitForFunction('window.done', undefined, { timeout: longest }).catch(error => problems.push(error.message));
  console.log(JSON.stringify({ steps: await tab.evaluate('window.steps'), sockets, problems }));
} finally {
  await browser.close();
  server.close();
}
