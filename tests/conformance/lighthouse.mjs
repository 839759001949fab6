// Asks Lighthouse about each page, in the light and in the dark scheme: lighthouse.mjs TOOLS PAGE... prints one JSON
// line a page, {"file", "errors": [text]}. Accessibility, SEO and best practices have to be 100, as a phone sees the page.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHROMIUM, FLAGS, judge, packages, serveSites } from './chromium.mjs';

const [tools, ...files] = process.argv.slice(2);
const resolve = (name) => pathToFileURL(packages(tools).resolve(name)).href;
const { default: lighthouse } = await import(resolve('lighthouse'));
const { default: puppeteer } = await import(resolve('puppeteer-core'));
const flags = { output: 'json', logLevel: 'silent', onlyCategories: ['accessibility', 'seo', 'best-practices'],
  throttlingMethod: 'provided', formFactor: 'mobile', disableFullPageScreenshot: true, disableStorageReset: true,
  // A page without scripts is done when it is loaded; nothing here measures speed.
  pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 0, cpuQuietThresholdMs: 0 };
const profile = mkdtempSync(path.join(os.tmpdir(), 'lighthouse-'));
const browser = await puppeteer.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS, userDataDir: profile });
const sites = await serveSites(files);
const [page] = await browser.pages();

async function ask(file) {
  const errors = [];
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const { lhr } = await lighthouse(sites.of(file).url(file), flags, undefined, page);
    if (lhr.runtimeError) errors.push(`${scheme}: ${lhr.runtimeError.message}`);
    for (const [name, category] of Object.entries(lhr.categories)) {
      if (category.score === 1) continue;
      errors.push(`${name} is ${Math.round(100 * (category.score ?? 0))} (${scheme})`);
      for (const { id, weight } of category.auditRefs) {
        const audit = lhr.audits[id];
        if (weight > 0 && audit.score !== null && audit.score < 1) errors.push(`${name}, ${id}: ${audit.title} (${scheme})`);
      }
    }
  }
  return errors;
}

try {
  // One at a time: Lighthouse measures the page in front.
  await judge(files, 1, ask);
} finally {
  await browser.close();
  sites.close();
  rmSync(profile, { recursive: true, force: true });
}
