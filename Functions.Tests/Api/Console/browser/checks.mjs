// Checks of what a page shows at the moment: axe-core in all looks, no sideways scrolling at 320 pixels, and pictures for people.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const all = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
const sizes = { type: 'rule', values: ['target-size', 'scrollable-region-focusable'] };
const wide = { width: 1000, height: 800 };
const narrow = { width: 320, height: 640 };

/** Returns a function that checks a page under a name, and adds what it finds to a list. */
export function checksOf(page, findings, pictures) {
  if (pictures) mkdirSync(pictures, { recursive: true });
  return async name => {
    await settled(page);
    await run(`${name}, light`, {}, wide, all);
    await run(`${name}, dark`, { colorScheme: 'dark' }, wide, colours);
    await run(`${name}, narrow`, {}, narrow, sizes);
    await run(`${name}, forced colours`, { forcedColors: 'active' }, wide, null);
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  };

  async function run(look, media, size, only) {
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...media });
    await page.setViewportSize(size);
    if (pictures) await page.screenshot({ path: join(pictures, `${look.replace(/[^a-z0-9]+/gi, '-')}.png`), fullPage: await page.locator('dialog').count() === 0 });
    if (only) {
      if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe);
      const violations = await page.evaluate(async only => {
        const { violations } = await globalThis.axe.run({ runOnly: only, resultTypes: ['violations'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`);
      }, only);
      findings.push(...violations.map(found => `${look}: ${found}`));
    }

    const layout = await page.evaluate(() => ({
      scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      borderless: [...document.querySelectorAll('button.main, button.danger, button.second')].filter(button => parseFloat(getComputedStyle(button).borderTopWidth) < 1).length,
    }));
    if (layout.scrolls) findings.push(`${look}: wider than the window`);
    if (layout.borderless) findings.push(`${look}: a button without a border`);
  }
}

/** Waits until nothing moves any more: colours in between would be neither old nor new. */
async function settled(page) {
  await page.evaluate(() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => {}))));
}
