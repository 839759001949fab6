// Asks axe-core, in Debian's Chromium, about each page (WCAG 2.2 A and AA, light scheme): axe.mjs TOOLS PAGE...
// prints one JSON line a page, {"file", "errors": [text]}. Nothing is fetched from a network.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [tools, ...pages] = process.argv.slice(2);
const require = createRequire(path.resolve(tools, 'node/x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const profile = mkdtempSync(path.join(os.tmpdir(), 'axe-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
  headless: true,
  bypassCSP: true,
  colorScheme: 'light',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  for (const file of pages) {
    const page = await context.newPage();
    await page.route('**/*', (route) =>
      /^(file|data|blob|about):/.test(route.request().url()) ? route.continue() : route.abort());
    await page.goto(pathToFileURL(path.resolve(file)).href, { waitUntil: 'load', timeout: 60000 });
    await page.evaluate(axe);
    const result = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }), tags);
    const errors = result.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.impact} ${rule.id}: ${rule.help} @ ${node.target.join(' ')}`));
    if (result.passes.length === 0) errors.push('no rule found anything to check');
    console.log(JSON.stringify({ file, errors }));
    await page.close();
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
