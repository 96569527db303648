// Opens the pages in a browser, as people do, and prints what it finds as one JSON object. Started by BrowserTests.cs:
//   node browser.mjs <browser> <base URL> <token that confirms> <token that resets> <folder for pictures, or nothing>
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { longest } from '../../Harness/wait.mjs';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [executablePath, base, confirmToken, resetToken, pictures] = process.argv.slice(2);

const looks = {
  light: { colorScheme: 'light', viewport: { width: 1000, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1000, height: 800 } },
  forced: { forcedColors: 'active', viewport: { width: 1000, height: 800 } },
  narrow: { colorScheme: 'light', viewport: { width: 320, height: 640 } },
};
const routes = { home: '', confirm: '#/confirm-email/slc_x', reset: '#/reset-password/slr_x', undo: '#/undo-email-change/slu_x', forgot: '#/forgot-password', ask: '#/ask-confirmation' };
const findings = [];
const facts = {};

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const [look, options] of Object.entries(looks)) {
    const context = await browser.newContext({ ...options, bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(longest);
    for (const [name, route] of Object.entries(routes)) {
      await page.goto('about:blank');
      await page.goto(base + route);
      await check(page, `${look} ${name}`);
      if (name === 'confirm' || name === 'reset') {
        if (name === 'reset') await page.fill('#password', 'a long and winding road');
        await page.click('form:not([hidden]) button');
        await page.waitForSelector('section[id^=dead]:not([hidden])');
        await check(page, `${look} dead ${name}`);
        facts[`dead ${name}`] = { focus: await focused(page), link: await page.getAttribute('section:not([hidden]) a', 'href') };
      }
    }
    await page.goto('about:blank');
    await page.goto(base + routes.reset);
    await page.click('form:not([hidden]) button');
    facts.empty = { focus: await focused(page), error: await page.textContent('#password-error'), invalid: await page.getAttribute('#password', 'aria-invalid') };
    await check(page, `${look} error`);
    await context.close();
  }

  const context = await browser.newContext({ viewport: looks.light.viewport }); // with the page's own policy
  const page = await context.newPage();
  page.setDefaultTimeout(longest);
  page.on('console', message => message.type() === 'error' && !message.text().startsWith('Failed to load resource') && // a refusal of the API
     findings.push(`console: ${message.text()}`));
  page.on('pageerror', error => findings.push(`script: ${error.message}`));

  await page.goto(`${base}#/confirm-email/${confirmToken}`);
  await page.keyboard.press('Tab');
  facts.ring = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return { what: document.activeElement.tagName, width: parseFloat(style.outlineWidth), contrast: contrast(style.outlineColor, getComputedStyle(document.body).backgroundColor) };
    function contrast(a, b) {
      const [x, y] = [a, b].map(color => {
        const [r, g, bl] = color.match(/\d+(\.\d+)?/g).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
      });
      return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    }
  });
  await page.keyboard.press('Enter');
  await page.waitForSelector('#done:not([hidden])');
  facts.confirmed = { focus: await focused(page), title: await page.title(), url: page.url() };

  await page.goto('about:blank');
  await page.goto(`${base}#/reset-password/${resetToken}`);
  facts.reset = await page.evaluate(() => ({
    username: document.querySelector('#reset-password [autocomplete=username]') !== null,
    password: document.querySelector('#password').autocomplete,
    hint: document.querySelector('#password-hint').textContent,
  }));
  await page.fill('#password', 'short');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#password-error').textContent !== '');
  facts.refused = { focus: await focused(page), error: await page.textContent('#password-error') };
  await page.check('[data-shows=password]');
  facts.shown = await page.getAttribute('#password', 'type');
  await page.fill('#password', 'a longer and more winding road');
  await page.click('form:not([hidden]) button');
  await page.waitForSelector('#done:not([hidden])');
  facts.done = { focus: await focused(page), url: page.url() };

  const answer = await page.goto(new URL('.well-known/change-password', base).href);
  facts.wellKnown = { status: answer.status(), heading: await page.locator('main h1:visible').textContent() };
  await page.goto('about:blank');
  await page.goto(`${base}#/forgot-password`);
  await page.fill('#forgot-user', 'nobody@example.com');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#done:not([hidden])');
  facts.asked = await focused(page);
} finally {
  await browser.close();
}
console.log(JSON.stringify({ findings, facts }));

function focused(page) {
  return page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
}

async function check(page, name) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name.replaceAll(' ', '-')}.png`) });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  findings.push(...violations.map(v => `${name}: ${v.id}: ${v.nodes.map(node => node.html).join(' ')}`));
  const layout = await page.evaluate(() => {
    const button = document.querySelector('form:not([hidden]) button');
    const style = button && getComputedStyle(button);
    return {
      scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      hasBorder: !button || (style.borderTopStyle === 'solid' && parseFloat(style.borderTopWidth) >= 1),
    };
  });
  if (layout.scrolls) findings.push(`${name}: wider than the window`);
  if (!layout.hasBorder) findings.push(`${name}: a button without a border`);
}
