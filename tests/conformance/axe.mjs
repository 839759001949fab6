// Asks axe-core, in Debian's Chromium, about each page: axe.mjs TOOLS PAGE... prints one JSON line a page,
// {"file", "errors": [text]}. WCAG 2.2 A and AA and axe's best practices, on a phone and on a desk; in the dark scheme
// again what depends on colours. Nothing is fetched from a network.
import { readFileSync } from 'node:fs';
import { judge, launch, packages, serveSites } from './chromium.mjs';

const [tools, ...files] = process.argv.slice(2);
const axe = readFileSync(packages(tools).resolve('axe-core/axe.min.js'), 'utf8');
const everything = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const colors = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
const browser = await launch(tools);
const sites = await serveSites(files);
const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });

async function ask(file) {
  const page = await context.newPage();
  const errors = [];
  try {
    await page.route('**/*', (route) =>
      (/^(data|blob):/.test(route.request().url()) || route.request().url().startsWith(sites.of(file).origin) ? route.continue() : route.abort()));
    for (const [place, size] of [['phone', { width: 390, height: 844 }], ['desk', { width: 1280, height: 900 }]]) {
      for (const colorScheme of ['light', 'dark']) {
        await page.setViewportSize(size);
        await page.emulateMedia({ media: 'screen', colorScheme });
        await page.goto(sites.of(file).url(file), { waitUntil: 'load', timeout: 60000 });
        await page.evaluate(axe);
        const runOnly = colorScheme === 'dark' ? colors : everything;
        const result = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), runOnly);
        for (const rule of result.violations) {
          for (const node of rule.nodes) errors.push(`${rule.impact} ${rule.id}: ${rule.help} @ ${node.target.join(' ')} (${place}, ${colorScheme})`);
        }
        if (runOnly === everything && result.passes.length === 0) errors.push('no rule found anything to check');
      }
    }
  } finally {
    await page.close();
  }
  return errors;
}

try {
  await judge(files, 2, ask);
} finally {
  await browser.close();
  sites.close();
}
