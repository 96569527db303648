// Measures the list of users of the console and writes the times into a JSON file. Started by ConsoleList.cs:
//   node console.mjs <browser> <address of the app> <root's session> <rounds> <file>
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const { chromium } = createRequire(import.meta.url)('playwright-core');
const [executablePath, base, token, rounds, file] = process.argv.slice(2);
const times = { first: [], again: [], search: [], searchServer: [], page: [], pageServer: [], sort: [], sortServer: [], scrollTasks: [], scrollFrames: [], typeTasks: [], typeFrames: [] };
const session = JSON.stringify({ token, name: 'root', isAdmin: true, isProtected: true });

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (let round = 0; round < 5; round++) await open(times.first, await newPage()); // each with a cache of its own
const page = await newPage();
await open([], page);
for (let round = 0; round < rounds; round++) await open(times.again, page);

for (let round = 0; round < rounds; round++) await step('page', () => press(round % 2 ? 'Previous' : 'Next'));
for (let round = 0; round < rounds; round++) await step('sort', () => press(round % 2 ? 'Created' : 'User name'));

await observed('scroll', async () => {
  await page.mouse.move(600, 400);
  for (let wheel = 0; wheel < 300; wheel++) {
    await page.mouse.wheel(0, wheel % 100 < 50 ? 60 : -60);
    await page.waitForTimeout(16);
  }
});
const search = page.getByRole('searchbox');
await observed('type', async () => {
  for (let round = 0; round < rounds; round++) {
    await search.fill('');
    await page.waitForTimeout(600);
    await step('search', () => search.pressSequentially(`u${(round * 7919) % 9000 + 1000}`, { delay: 70 }));
  }
});
await browser.close();
writeFileSync(file, JSON.stringify(times));

async function newPage() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' });
  await context.addInitScript(session => {
    sessionStorage.setItem('serverless.session', session);
    globalThis.tasks = [];
    globalThis.frames = [];
    new PerformanceObserver(list => globalThis.tasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' });
    let last;
    requestAnimationFrame(function frame(now) {
      if (last !== undefined) globalThis.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    });
    /** Returns the time of the next frame in which the table differs from what it was. */
    globalThis.rows = before => new Promise(resolve => requestAnimationFrame(function look() {
      const now = document.querySelector('tbody')?.textContent;
      if (now && now !== before) setTimeout(() => resolve(performance.now())); // after the frame is painted
      else requestAnimationFrame(look);
    }));
  }, session);
  return context.newPage();
}

function press(name) {
  return page.getByRole('button', { name, exact: true }).click();
}

/** Opens the list, and measures the time from the start of the navigation until the rows are shown. */
async function open(into, page) {
  await page.goto('about:blank');
  await page.goto(`${base}console/users`, { waitUntil: 'commit' });
  into.push(await page.evaluate(() => globalThis.rows()));
}

/** Notes the time from the last request for users to the changed rows, and the part of the server. */
async function step(name, act) {
  const shown = page.evaluate(() => globalThis.rows(document.querySelector('tbody')?.textContent));
  await page.waitForTimeout(50); // so that the watch has begun
  await act();
  const [at, request] = [await shown, await page.evaluate(() => {
    const { startTime, responseEnd } = performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/admin/users/read')).at(-1);
    return { startTime, responseEnd };
  })];
  times[name].push(at - request.startTime);
  times[`${name}Server`].push(request.responseEnd - request.startTime);
  await page.waitForTimeout(300);
}

/** Notes long tasks, and the times between frames, while something happens. */
async function observed(name, act) {
  await page.evaluate(() => {
    globalThis.tasks.length = globalThis.frames.length = 0;
  });
  await act();
  const { tasks, frames } = await page.evaluate(() => ({ tasks: globalThis.tasks, frames: globalThis.frames }));
  times[`${name}Tasks`] = tasks;
  times[`${name}Frames`] = frames;
}
