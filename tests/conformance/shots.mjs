// Pictures of pages for people to look at: shots.mjs TOOLS FOLDER PAGE... writes NAME-WIDTH-SCHEME.png for each page, at
// the widths of a phone and a desk, in light, dark and on paper.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { judge, launch, serveSites } from './chromium.mjs';

const [tools, folder, ...files] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launch(tools);
const sites = await serveSites(files);

async function shoot(file) {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.route('**/*', (route) =>
    (/^(data|blob):/.test(route.request().url()) || route.request().url().startsWith(sites.of(file).origin) ? route.continue() : route.abort()));
  await page.goto(sites.of(file).url(file), { waitUntil: 'load' });
  const name = path.basename(file).replace(/\.x?html$/, '');
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    for (const look of ['light', 'dark', 'print']) {
      await page.emulateMedia(look === 'print' ? { media: 'print', colorScheme: 'light' } : { media: 'screen', colorScheme: look });
      await page.screenshot({ path: path.join(folder, `${name}-${width}-${look}.png`), fullPage: true });
    }
  }
  await page.close();
  return [];
}

try {
  await judge(files, 2, shoot);
} finally {
  await browser.close();
  sites.close();
}
