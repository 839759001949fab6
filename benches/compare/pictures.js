// What `benches/compare/pictures` needs sharp for: it draws photographs, converts them, and judges what became of them.
const fs = require('fs');
const path = require('path');
const sharp = require('sharp');
sharp.cache(false);

const WIDTHS = [480, 960, 1440];

// Numbers that look random and are always the same (mulberry32).
function numbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

async function draw(seed, file) {
  const [width, height] = [4000, 2667];
  const next = numbers(seed);
  const sum = new Float32Array(width * height * 3);
  for (const [cells, strength] of [[4, 90], [12, 60], [40, 40], [150, 26], [600, 16], [2000, 9]]) {
    const rows = Math.max(2, Math.round((cells * height) / width));
    const raw = { width: cells, height: rows, channels: 3 };
    const noise = Buffer.alloc(cells * rows * 3).map(() => next() * 256);
    const layer = await sharp(noise, { raw }).resize(width, height, { kernel: 'cubic', fit: 'fill' }).raw().toBuffer();
    for (let i = 0; i < sum.length; i++) sum[i] += ((layer[i] - 128) / 128) * strength;
  }
  const pixels = Buffer.from(Uint8ClampedArray.from(sum, (value) => 128 + value).buffer);
  await sharp(pixels, { raw: { width, height, channels: 3 } }).jpeg({ quality: 92 }).toFile(file);
}

async function convert(from, to) {
  for (const name of fs.readdirSync(from)) {
    const file = path.join(from, name);
    await Promise.all(WIDTHS.map((width) => {
      const out = path.join(to, `${path.parse(name).name}-${width}.jpg`);
      return sharp(file).rotate().resize(width).jpeg({ quality: 82 }).toFile(out);
    }));
  }
}

// The mean of SSIM over blocks of 8 x 8 pixels of luminance (Wang et al., 2004).
async function ssim(file, reference) {
  const grey = (input) => sharp(input).greyscale().raw().toBuffer({ resolveWithObject: true });
  const [one, other] = await Promise.all([grey(file), grey(reference)]);
  const { width, height, channels } = one.info;
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  let [total, blocks] = [0, 0];
  for (let y = 0; y + 8 <= height; y += 8) {
    for (let x = 0; x + 8 <= width; x += 8) {
      let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
      for (let j = 0; j < 64; j++) {
        const at = ((y + (j >> 3)) * width + x + (j & 7)) * channels;
        const [p, q] = [one.data[at], other.data[at]];
        a += p; b += q; aa += p * p; bb += q * q; ab += p * q;
      }
      const [ma, mb] = [a / 64, b / 64];
      const [va, vb, cov] = [aa / 64 - ma * ma, bb / 64 - mb * mb, ab / 64 - ma * mb];
      total += ((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
      blocks++;
    }
  }
  return total / blocks;
}

async function judge(from, to) {
  const files = fs.readdirSync(to);
  const bytes = files.reduce((sum, name) => sum + fs.statSync(path.join(to, name)).size, 0);
  const [photograph] = fs.readdirSync(from);
  let worst = 1;
  for (const width of WIDTHS) {
    const reference = await sharp(path.join(from, photograph)).resize(width).png().toBuffer();
    const file = path.join(to, `${path.parse(photograph).name}-${width}.jpg`);
    worst = Math.min(worst, await ssim(file, reference));
  }
  console.log(`${bytes} | ${worst.toFixed(4)}`);
}

const [task, ...rest] = process.argv.slice(2);
(async () => {
  if (task === 'draw') {
    for (let number = 1; number <= Number(rest[0]); number++) {
      // A drawing takes seconds: six are enough, under more names.
      const file = path.join(rest[1], `photograph-${number}.jpg`);
      if (number <= 6) await draw(number, file);
      else fs.copyFileSync(path.join(rest[1], `photograph-${((number - 1) % 6) + 1}.jpg`), file);
    }
  } else if (task === 'convert') await convert(...rest);
  else await judge(...rest);
})();
