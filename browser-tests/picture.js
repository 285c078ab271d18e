/**
 * The picture of the README, taken anew: `node picture.js` beside a `trainwatt demo` that has trained for a minute, with
 * TRAINWATT_BASE_URL. Writes docs/images/run.png.
 */
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launch, open } from './browser.js';
import { BASE, eventually, rest, settled, WAIT } from './stack.js';

const FILE = join(import.meta.dirname, '..', 'docs', 'images', 'run.png');
const MOST_BYTES = 200_000;

const run = await eventually('A run called demo with a minute of energy and progress', async () => {
  const { runs } = await rest('api/v1/runs');
  const found = runs.find((one) => one.run.name === 'demo' && one.run.state === 'running' && one.efficiency?.training);
  return found && Date.now() - Date.parse(found.run.startedAt) > 55_000 && found.run;
});
const browser = await launch();
const { context, page } = await open(browser, BASE, { width: 1280 });
await page.goto(`${BASE}#/run/${run.id}`);
await settled(page);
await page.locator('section[aria-labelledby="p-power"] canvas').waitFor(WAIT);
await page.waitForTimeout(2_000);
mkdirSync(dirname(FILE), { recursive: true });
// Down to where the next chart begins.
await page.screenshot({ path: FILE, clip: { x: 0, y: 0, width: 1280, height: 640 } });
await context.close();
await browser.close();
const { size } = statSync(FILE);
console.log(`${FILE}: ${size} bytes`);
assert.ok(size <= MOST_BYTES, `the picture has ${size} bytes, more than ${MOST_BYTES}`);
