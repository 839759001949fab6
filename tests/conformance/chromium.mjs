// What the judges that look at pages share: Debian's Chromium, a server for local files, and a queue of jobs.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import http from 'node:http';
import path from 'node:path';

const KINDS = {
  html: 'text/html; charset=utf-8', xhtml: 'application/xhtml+xml', css: 'text/css; charset=utf-8', js: 'text/javascript',
  svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp',
  epub: 'application/epub+zip', json: 'application/json', xml: 'application/xml', txt: 'text/plain; charset=utf-8',
  woff2: 'font/woff2', ttf: 'font/ttf',
};

export const CHROMIUM = process.env.CHROME_PATH || '/usr/bin/chromium';
export const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** `require` of the packages that `install` put into `.tools/`. */
export const packages = (tools) => createRequire(path.resolve(tools, 'node/x.js'));

/** A running Chromium, driven by playwright-core. */
export function launch(tools, more = []) {
  const { chromium } = packages(tools)('playwright-core');
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...FLAGS, ...more] });
}

/** The folder of the whole build that a page belongs to, which is the root of its site. */
export function siteOf(file) {
  let folder = path.dirname(path.resolve(file));
  while (folder !== '/' && !existsSync(path.join(folder, 'manifest.json'))) folder = path.dirname(folder);
  return folder;
}

/**
 * Serves the files below `root` at this machine alone: `url(file)` is where a file is. `pages` are texts by their path.
 */
export async function serve(pages = {}, root = '/') {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const page = pages[name];
    // A browser asks for this by itself, and no page of ours names it.
    if (name === '/favicon.ico') return response.writeHead(204).end();
    if (page !== undefined) return response.writeHead(200, { 'content-type': KINDS.html }).end(page);
    const kind = KINDS[path.extname(name).slice(1)];
    const place = path.join(root, name);
    const size = statSync(place, { throwIfNoEntry: false });
    if (!kind || !size?.isFile()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': kind, 'content-length': size.size });
    createReadStream(place).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${server.address().port}`;
  return {
    origin,
    url: (file) => `${origin}/${path.relative(root, path.resolve(file)).split('/').map(encodeURIComponent).join('/')}`,
    close: () => { server.closeAllConnections(); server.close(); },
  };
}

/** Runs `job(file)`, which gives a list of errors, for each file, `workers` at a time; prints a JSON line for each. */
export async function judge(files, workers, job) {
  const queue = [...files];
  const work = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      let errors;
      try {
        errors = await job(file);
      } catch (error) {
        errors = [`the check failed: ${String(error.message ?? error).split('\n')[0]}`];
      }
      console.log(JSON.stringify({ file, errors }));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

/** Waits until `test` holds in the page, at most `limit` milliseconds; says whether it did. */
export async function holds(page, test, argument, limit = 1500) {
  try {
    await page.waitForFunction(test, argument, { timeout: limit, polling: 'raf' });
    return true;
  } catch {
    return false;
  }
}

/** A server for each site that the files belong to: `of(file)`. */
export async function serveSites(files) {
  const servers = new Map();
  for (const root of new Set(files.map(siteOf))) servers.set(root, await serve({}, root));
  return { of: (file) => servers.get(siteOf(file)), close: () => servers.forEach((server) => server.close()) };
}
