// Reads each page as a reader does, in Debian's Chromium: browser.mjs TOOLS PAGE... prints one JSON line a page,
// {"file", "errors": [text]}. Each error begins with its rule. Nothing is fetched from a network.
//
// .html and .amp.html are pages of the web editions, .xhtml chapters of a book.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { holds, judge, launch, serveSites } from './chromium.mjs';

const [tools, ...files] = process.argv.slice(2);
const WIDTHS = [320, 390, 768, 1280, 1600];
const DESK = { width: 1280, height: 900 };
const RUNTIME = 'https://cdn.ampproject.org/';
const browser = await launch(tools);
const largeBrowser = await launch(tools, ['--blink-settings=defaultFontSize=32,defaultFixedFontSize=26']);
const sites = await serveSites(files);
const context = await browser.newContext({ viewport: DESK, colorScheme: 'light', reducedMotion: 'reduce' });
context.setDefaultTimeout(20000);
const large = await largeBrowser.newContext({ viewport: DESK, reducedMotion: 'reduce' });

/** Everything is about one page: what it is, and what was found. */
async function look(file) {
  const page = await context.newPage();
  const text = readFileSync(file, 'utf8');
  const server = sites.of(file);
  const view = {
    page, file, server, errors: [],
    amp: file.endsWith('.amp.html'),
    chapter: file.endsWith('.xhtml'),
    // Before its runtime has come, an AMP page is laid out only if it was transformed.
    laidOut: !file.endsWith('.amp.html') || /<html[^>]*\stransformed=/.test(text),
    remote: authorsPictures(file),
  };
  view.say = (rule, message) => view.errors.push(`${rule}: ${message}`);
  try {
    await listen(view);
    await page.setViewportSize(DESK);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(server.url(file), { waitUntil: 'load', timeout: 60000 });
    if (view.laidOut) {
      if (view.amp) await ampWithoutRuntime(view);
      await pictures(view);
      if (!view.chapter) await keyboard(view);
      await links(view);
      await widths(view);
      await tables(view);
      await regions(view);
      await largeType(view);
      if (!view.chapter) await schemes(view);
    }
  } finally {
    await page.close();
  }
  return [...new Set(view.errors)];
}

/** Pictures that the author left on another server, as the model beside the page names them. */
function authorsPictures(file) {
  const model = file.replace(/(\.amp)?\.html$/, '.model.json');
  if (file.endsWith('.xhtml') || !existsSync(model)) return new Set();
  return new Set(readFileSync(model, 'utf8').match(/https?:\/\/[^"\\]+/g) ?? []);
}

/** Console, script errors, and every request that leaves the page's folder. */
async function listen(view) {
  const { page, say, server, file } = view;
  // An article is in its own folder, with its name; the pages of the site show pictures of any article.
  const own = path.basename(file).startsWith(`${path.basename(path.dirname(file))}.`) || path.basename(file).startsWith('copy.');
  const folder = own ? `${server.url(path.dirname(file))}/` : `${server.origin}/`;
  const refused = (url) => (view.amp && url.startsWith(RUNTIME)) || view.remote.has(url);
  page.on('console', (message) => {
    const from = message.location()?.url ?? '';
    if (['error', 'warning'].includes(message.type()) && !refused(from)) say('console', message.text());
  });
  page.on('pageerror', (error) => say('console', error.message));
  page.on('dialog', (dialog) => { say('console', 'a dialog'); dialog.dismiss(); });
  await page.route('**/*', (route) => {
    const request = route.request();
    const url = request.url();
    if (/^(data|blob|about):/.test(url)) return route.continue();
    if (url.startsWith(folder)) return route.continue();
    const authors = request.resourceType() === 'image' && view.remote.has(url);
    if (!authors && !(view.amp && url.startsWith(RUNTIME))) {
      // A book's chapters share what is beside them and above them in the book.
      if (view.chapter && url.startsWith(server.origin)) return route.continue();
      say('request', `${request.resourceType()} ${url}`);
    }
    return route.abort();
  });
}

/** A transformed page shows its words before the runtime has come. */
async function ampWithoutRuntime({ page, say }) {
  const shown = await page.evaluate(() => {
    const style = getComputedStyle(document.body);
    const main = document.querySelector('main') ?? document.body;
    return style.visibility === 'visible' && style.opacity === '1' && style.animationName === 'none'
      && main.getBoundingClientRect().height > 100;
  });
  if (!shown) say('AMP', 'the text is hidden until the runtime has come');
}

/** Every picture loads, and is shown in its own shape. */
async function pictures({ page, say, remote, amp, chapter }) {
  const found = await page.evaluate(async () => {
    const shapes = [];
    for (const image of document.images) {
      image.loading = 'eager';
      await Promise.race([image.decode().catch(() => 0), new Promise((done) => setTimeout(done, 5000))]);
      const box = image.getBoundingClientRect();
      shapes.push({
        url: image.currentSrc || image.src, natural: [image.naturalWidth, image.naturalHeight],
        said: [Number(image.getAttribute('width')), Number(image.getAttribute('height'))],
        shown: [box.width, box.height], fit: getComputedStyle(image).objectFit, alt: image.hasAttribute('alt'),
      });
    }
    return shapes;
  });
  const differ = ([w, h], [x, y]) => Math.abs(w / h - x / y) > 0.02 * (x / y) && Math.abs(h - (w * y) / x) > 1;
  for (const { url, natural, said, shown, fit, alt } of found) {
    const name = url.slice(0, 120);
    if (!alt) say('picture', `${name} has no alt`);
    if (remote.has(url)) continue;
    if (!natural[0]) { say('picture', `${name} does not load`); continue; }
    // AMP's components give their pictures a shape, and the cover of a book fills what there is.
    if (!amp && !chapter && !(said[0] > 0 && said[1] > 0)) say('picture', `${name} has no width and height`);
    else if (said[0] > 0 && differ(said, natural)) say('picture', `${name}: width and height say ${said}, it is ${natural}`);
    if (fit === 'fill' && shown[1] > 0 && differ(shown, natural)) say('picture', `${name} is squeezed to ${shown}, it is ${natural}`);
  }
}

/** Tab leads to the skip link, then through the page in its order; where one is, can be seen. */
async function keyboard({ page, say }) {
  const count = await page.evaluate(() => {
    const able = 'a[href], button, summary, input, select, textarea, [tabindex]';
    // Of a group of radio buttons Tab visits one.
    const group = ({ name }) => [...document.querySelectorAll('input[type=radio]')].filter((radio) => radio.name === name);
    const other = (element) => element.type === 'radio'
      && element !== (group(element).find((radio) => radio.checked) ?? group(element)[0]);
    const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0 && !other(element);
    window.stops = [...document.querySelectorAll(able)].filter(seen);
    window.look = (element) => {
      const style = getComputedStyle(element);
      const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 ? style.outline : 'none';
      return [outline, style.boxShadow, style.backgroundColor, style.borderColor, style.textDecorationLine].join(' | ');
    };
    return window.stops.length;
  });
  const steps = [];
  for (let number = 0; number < Math.min(count, 60); number += 1) {
    await page.keyboard.press('Tab');
    steps.push(await page.evaluate(() => {
      const element = document.activeElement;
      const box = element.getBoundingClientRect();
      return {
        stop: window.stops.indexOf(element), name: `${element.localName} “${element.textContent.trim().slice(0, 40)}”`,
        inView: box.bottom > 0 && box.top < innerHeight && box.width > 1,
        href: element.getAttribute('href'), left: box.left, top: box.top + scrollY, look: window.look(element),
        part: [...document.querySelectorAll('nav, main, header, footer, aside')].indexOf(element.closest('nav, main, body > header, body > footer')),
      };
    }));
  }
  if (steps.length === 0) return;
  const skipsTo = await page.evaluate((href) => {
    const target = /^#./.test(href ?? '') && document.getElementById(decodeURIComponent(href.slice(1)));
    return Boolean(target && (target.matches('main, [role=main]') || target.closest('main, [role=main]') || target.querySelector('main')));
  }, steps[0].href);
  if (!skipsTo) say('keyboard', `Tab goes first to ${steps[0].name}, which does not skip to the text`);
  const rtl = await page.evaluate(() => getComputedStyle(document.documentElement).direction === 'rtl');
  let last = -1;
  for (const [number, step] of steps.entries()) {
    if (step.stop <= last) say('keyboard', `Tab number ${number + 1} goes to ${step.name}, out of the page's order`);
    last = step.stop;
    if (!step.inView) say('keyboard', `${step.name} has the focus and is out of sight`);
    const before = steps[number - 1];
    if (!before || number < 2) continue;
    const back = rtl ? step.left > before.left + 24 : step.left < before.left - 24;
    // A new column begins higher up, but never on the side that reading began; a rail beside the text is read after
    // what introduces it.
    if (step.part === before.part && step.top < before.top - 24 && back) say('keyboard', `${step.name} stands before ${before.name} and gets the focus after it`);
  }
  const plain = await page.evaluate((stops) => {
    document.activeElement?.blur();
    return stops.map((stop) => (window.stops[stop] ? window.look(window.stops[stop]) : ''));
  }, steps.map((step) => step.stop));
  steps.forEach((step, number) => {
    if (step.look === plain[number]) say('keyboard', `${step.name} looks the same with and without the focus`);
  });
}

/** Every link within the page leads to an element, can be clicked, and brings its target into view. */
async function links({ page, say, chapter }) {
  const found = await page.evaluate(() => {
    window.jumps = [...document.querySelectorAll('a[href^="#"], area[href^="#"]')];
    return window.jumps.map((link) => ({
      href: link.getAttribute('href'), shown: link.checkVisibility({ visibilityProperty: true }),
      target: (() => { try { return Boolean(document.getElementById(decodeURIComponent(link.hash.slice(1)))); } catch { return false; } })(),
    }));
  });
  for (const [number, { href, shown, target }] of found.entries()) {
    if (!target) { say('link', `${href} leads nowhere`); continue; }
    if (!shown) continue;
    const covered = await page.evaluate((at) => {
      const link = window.jumps[at];
      link.focus({ preventScroll: true });
      link.scrollIntoView({ block: 'center' });
      const boxes = [...link.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
      const hit = (box) => document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      const element = boxes.map(hit).find((one) => one && !link.contains(one) && !one.contains(link));
      return boxes.length === 0 ? 'nothing: it has no size' : element?.outerHTML.slice(0, 60);
    }, number);
    if (covered) say('link', `${href} is covered by ${covered}`);
    await page.keyboard.press('Enter');
    const there = await holds(page, (at) => {
      const id = decodeURIComponent(at);
      const element = document.getElementById(id);
      const box = element.getBoundingClientRect();
      const small = box.height < innerHeight ? box.top >= -1 && box.top < innerHeight : box.top > -2 && box.top < innerHeight;
      return decodeURIComponent(location.hash.slice(1)) === id && element.matches(':target') && small;
    }, href.slice(1), 4000);
    if (!there) say('link', `${href} does not bring its target into view`);
  }
  const skip = found.find(({ target, shown }) => target && shown);
  if (chapter || !skip) return;
  // After the skip link, the next Tab is within the text, not back at the top.
  await page.evaluate(() => { window.jumps[0].focus(); });
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const within = await page.evaluate(() => {
    const main = document.querySelector('main, [role=main]');
    const active = document.activeElement;
    return !main || active === document.body || main.contains(active)
      || Boolean(main.compareDocumentPosition(active) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  if (!within) say('link', 'after the skip link, Tab goes to what it should have skipped');
}

/** The widest elements that stick out of the page, or nothing if it does not scroll sideways. */
function sideways(page, chapter) {
  return page.evaluate((chapter) => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    // The pages of a book can't be scrolled, and a table of many columns has to be somewhere.
    const many = (element) => (element.closest('table')?.rows[0]?.cells.length ?? 0) > 5;
    const out = [...document.body.querySelectorAll('*')].filter((element) => {
      // Spaces at the end of a line of code hang beyond it, and nobody sees them.
      const code = element.parentElement.closest('pre');
      if (code && code.scrollWidth <= code.clientWidth) return false;
      if (chapter && (many(element) || element.querySelector('table'))) return false;
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1);
    });
    if (chapter && out.length === 0) return null;
    const names = out.slice(-3).map((element) => element.outerHTML.slice(0, 70).replace(/\s+/g, ' '));
    return `${root.scrollWidth} px wide: ${names.join(' … ')}`;
  }, chapter);
}

async function widths({ page, say, chapter }) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await sideways(page, chapter);
    if (wide) say('sideways', `on a screen of ${width} px it is ${wide}`);
  }
}

/** On a phone, every cell of a table whose columns have names is in view, the last column too. */
async function tables({ page, say }) {
  await page.setViewportSize({ width: 360, height: 800 });
  const cut = await page.evaluate(() => [...document.querySelectorAll('.table')].flatMap((box) => {
    const { left, right } = box.getBoundingClientRect();
    const out = box.querySelector('thead') ? [...box.querySelectorAll('tbody td')] : [];
    return out.filter((cell) => {
      const place = cell.getBoundingClientRect();
      return place.width > 0 && (place.right > right + 1 || place.left < left - 1);
    }).slice(0, 1).map((cell) => cell.textContent.slice(0, 40));
  }));
  for (const cell of cut) say('table', `on a phone the cell “${cell}” is cut off`);
}

/** What scrolls within the page can be reached and scrolled with the keyboard, and has a name. */
async function regions({ page, say }) {
  await page.setViewportSize({ width: 320, height: 800 });
  const found = await page.evaluate(() => {
    const wide = (element) => element.scrollWidth > element.clientWidth + 4
      && /auto|scroll/.test(getComputedStyle(element).overflowX);
    window.regions = [...document.body.querySelectorAll('*')].filter(wide);
    return window.regions.map((element) => ({
      name: element.outerHTML.slice(0, 60).replace(/\s+/g, ' '), focus: element.hasAttribute('tabindex') && element.tabIndex >= 0,
      called: Boolean(element.getAttribute('aria-label') || element.getAttribute('aria-labelledby')),
      role: element.getAttribute('role'), rtl: getComputedStyle(element).direction === 'rtl',
    }));
  });
  for (const [number, region] of found.entries()) {
    if (!region.focus) { say('region', `${region.name} scrolls sideways and can't have the focus`); continue; }
    if (!region.called || !region.role) say('region', `${region.name} scrolls sideways and has no role or name`);
    await page.evaluate((at) => { window.regions[at].scrollIntoView(); window.regions[at].focus(); }, number);
    await page.keyboard.press(region.rtl ? 'ArrowLeft' : 'ArrowRight');
    const moved = await holds(page, (at) => window.regions[at].scrollLeft !== 0, number, 4000);
    if (!moved) say('region', `${region.name} does not scroll with the arrow keys`);
  }
}

/** Type at twice its size (WCAG 1.4.4), as readers set it in their browser, pushes nothing out of the page. */
async function largeType({ file, say, chapter, server }) {
  const page = await large.newPage();
  try {
    await page.route('**/*', (route) => (route.request().url().startsWith(server.origin) ? route.continue() : route.abort()));
    await page.goto(server.url(file), { waitUntil: 'load', timeout: 60000 });
    for (const width of [390, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await sideways(page, chapter);
      if (wide) say('large type', `on a screen of ${width} px it is ${wide}`);
    }
  } finally {
    await page.close();
  }
}

/** Dark is dark, light is light, and paper is white and without navigation. */
async function schemes({ page, say }) {
  await page.setViewportSize(DESK);
  const read = () => page.evaluate(() => {
    // A canvas knows every way to write a colour.
    const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
    const luminance = (color) => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, alpha] = pen.getImageData(0, 0, 1, 1).data;
      if (alpha === 0) return null;
      const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const ground = (element) => (element ? luminance(getComputedStyle(element).backgroundColor) ?? ground(element.parentElement) : 1);
    // Running text, if there is any: a headline may stand on a band of another colour.
    const spoken = (selector) => [...document.querySelectorAll(selector)].find((one) => one.textContent.trim());
    const words = spoken('.text p, .text li, .text dd') ?? spoken('.dek, .facts li') ?? spoken('main p, main h1, main li, main dd') ?? document.body;
    const shown = [...document.querySelectorAll('nav, .skip')].filter((one) => one.checkVisibility({ visibilityProperty: true }));
    return { ground: ground(words), text: luminance(getComputedStyle(words).color) ?? 0, body: ground(document.body),
      navigation: shown.map((one) => one.outerHTML.slice(0, 50)) };
  });
  const light = await read();
  if (light.ground < 0.7 || light.body < 0.7 || light.text > 0.3) say('light', `ground ${light.ground.toFixed(2)}, text ${light.text.toFixed(2)}`);
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  const dark = await read();
  if (dark.ground > 0.1 || dark.body > 0.1 || dark.text < 0.3) say('dark', `ground ${dark.ground.toFixed(2)}, text ${dark.text.toFixed(2)}`);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const paper = await read();
  if (paper.ground < 0.7 || paper.text > 0.3) say('print', `ground ${paper.ground.toFixed(2)}, text ${paper.text.toFixed(2)}`);
  for (const name of paper.navigation) say('print', `${name} is printed`);
}

try {
  await judge(files, 2, look);
} finally {
  await Promise.all([browser.close(), largeBrowser.close()]);
  sites.close();
}
