// Uses the console as people or administrators do, from empty storage to erasure, and prints what is wrong as one JSON object. Started by ConsoleBrowserTests.cs:
//   node console.mjs <people, administrators, numbers or states> <browser> <address of the app> <folder of its emails> <root's password> <folder for pictures, or nothing>
import { createRequire } from 'node:module';
import { longest } from '../../../Harness/wait.mjs';
import { mailboxOf } from './account.mjs';
import { administrators } from './administrators.mjs';
import { checksOf } from './checks.mjs';
import { numbers } from './numbers.mjs';
import { people } from './people.mjs';
import { states } from './states.mjs';
import { stepsOf } from './steps.mjs';

const { chromium } = createRequire(import.meta.url)('playwright-core');
const [who, executablePath, base, emails, rootPassword, pictures] = process.argv.slice(2);
const findings = [];
const facts = {};
const calls = [];

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await (await browser.newContext({ viewport: { width: 1000, height: 800 }, locale: 'en', reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })).newPage();
page.setDefaultTimeout(longest);
watch();

const it = { page, facts, rootPassword, check: checksOf(page, findings, pictures), nextToken: mailboxOf(emails), ...stepsOf(page, base) };
let part;
try {
  for (part of { people, administrators, numbers, states }[who](it)) {
    const start = performance.now();
    await part();
    facts[`${part.name} took`] = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  }
} catch (error) {
  findings.push(`${part.name}: ${error.stack}\nThe last calls: ${calls.slice(-12).join(', ')}`);
  if (pictures) await page.screenshot({ path: `${pictures}/failed.png` });
} finally {
  await browser.close();
}
console.log(JSON.stringify({ findings, facts }));

/** Notes errors of scripts, violations of the policy, requests to other origins, and the responses to calls without their data. */
function watch() {
  page.on('response', async response => {
    const method = /\/api\/v1\/(.+)$/.exec(response.url())?.[1];
    const failure = method && await response.json().then(body => body.error?.data?.meta?.reason, () => 'no body');
    if (method) calls.push(`${method} ${response.status()}${failure ? ` ${failure}` : ''}`);
  });
  page.on('pageerror', error => findings.push(`script: ${error.message}`));
  page.on('console', message => message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text()) && findings.push(`console: ${message.text()}`));
  page.on('request', request => /^https?:/.test(request.url()) && !request.url().startsWith(base) && findings.push(`another origin: ${request.url()}`));
}
