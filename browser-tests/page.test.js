import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.js';
import { BASE, measuredRun, needStack, rest, settled, WAIT } from './stack.js';

/** What one of a unit is in the unit of `data-raw`: microjoules, milliwatts, joules each, grams. */
const UNITS = {
  energy: { µJ: 1, mJ: 1e3, J: 1e6, Wh: 3.6e9, kWh: 3.6e12 },
  power: { µW: 1e-3, mW: 1, W: 1e3, kW: 1e6 },
  each: { pJ: 1e-12, nJ: 1e-9, µJ: 1e-6, mJ: 1e-3, J: 1, kJ: 1e3 },
  mass: { µg: 1e-6, mg: 1e-3, g: 1, kg: 1e3 },
};

let browser;
let run;

before(async () => {
  needStack();
  browser = await launch();
  run = await measuredRun();
});

after(() => browser?.close());

/** The raw value and the words of a field, inside `scope`. */
const read = (page, scope, field) => page.locator(`${scope} [data-field="${field}"]`).first()
  .evaluate((el) => ({ raw: el.dataset.raw, digits: el.querySelector('.digits')?.textContent, unit: el.querySelector('.unit')?.textContent ?? '' }));

/** Where each field of a run stands in its report. */
const FIELDS = {
  energy: (report) => report.energy.totalMicrojoules,
  power: (report) => report.powerMilliwatts,
  'per-step': (report) => report.joulesPerStep,
  'per-token': (report) => report.joulesPerToken,
  co2: (report) => report.co2Grams,
  loss: (report) => report.progress.lastLoss,
  unattributed: (report) => report.node.unattributedMicrojoules,
};

/** Asks REST and reads the page in one breath, again and again, until every field shows what REST answers. */
async function equalsRest(page, scope, fields) {
  let wrong;
  for (const end = Date.now() + WAIT.timeout; Date.now() < end; await page.waitForTimeout(120)) {
    const [report, shown] = await page.evaluate(async ([id, where, names]) => {
      const report = await (await fetch(`api/v1/runs/${encodeURIComponent(id)}`)).json();
      const read = (el) => ({ raw: el?.dataset.raw, digits: el?.querySelector('.digits')?.textContent, unit: el?.querySelector('.unit')?.textContent ?? '' });
      return [report, Object.fromEntries(names.map((name) => [name, read(document.querySelector(`${where} [data-field="${name}"]`))]))];
    }, [run.id, scope, fields]);
    wrong = fields.map((name) => ({ name, page: shown[name].raw, rest: FIELDS[name](report)?.toString() })).filter((line) => line.page !== line.rest);
    if (wrong.length === 0) return { report, shown };
  }
  assert.deepEqual(wrong, [], 'the page and REST never agreed');
}

/** The digits say the raw value, right to half of their last place. */
function saysItself(field, units) {
  const places = field.digits.split('.')[1]?.length ?? 0;
  const size = units[field.unit];
  assert.ok(size, `unit ${field.unit}`);
  const said = Number(field.digits.replace(/[^0-9.]/g, ''));
  assert.ok(Math.abs(said - Number(field.raw) / size) <= 0.5001 * 10 ** -places, `${field.digits} ${field.unit} for ${field.raw}`);
}

test('numbers of the list move and equal the REST answer', async () => {
  const { context, page, complaints } = await open(browser, BASE);
  await page.goto(BASE);
  const row = `tr[data-run="${run.id}"]`;
  await page.locator(`${row} [data-field="energy"]`).waitFor(WAIT);
  const first = Number((await read(page, row, 'energy')).raw);
  await page.waitForFunction(([where, least]) => Number(document.querySelector(`${where} [data-field="energy"]`)?.dataset.raw) > least, [row, first], WAIT);
  const { shown } = await equalsRest(page, row, ['energy', 'power', 'co2', 'loss', 'per-token']);
  saysItself(shown.energy, UNITS.energy);
  saysItself(shown.power, UNITS.power);
  saysItself(shown.co2, UNITS.mass);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('a deep link opens the run, and its numbers equal the REST answer', async () => {
  const { context, page, complaints } = await open(browser, BASE);
  await page.goto(`${BASE}#/run/${run.id}`);
  await page.locator('main h1').filter({ hasText: run.name }).waitFor(WAIT);
  const { report, shown } = await equalsRest(page, 'main', Object.keys(FIELDS));
  saysItself(shown.energy, UNITS.energy);
  saysItself(shown.power, UNITS.power);
  saysItself(shown.co2, UNITS.mass);
  for (const field of ['per-step', 'per-token'].filter((name) => FIELDS[name](report) !== undefined)) saysItself(shown[field], UNITS.each);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('the energy says its band and every quality it is made of, in words and in the bar', async () => {
  const { context, page } = await open(browser, BASE);
  await page.goto(`${BASE}#/run/${run.id}`);
  const sentence = page.locator('[data-field="energy-sentence"]');
  await sentence.waitFor(WAIT);
  const report = await rest(`api/v1/runs/${run.id}`);
  const words = await sentence.textContent();
  assert.match(words, /^[\d.]+ \S*(J|Wh) ± [\d.<\s]+,/u);
  const present = Object.entries(report.energy.byQuality).filter(([, amount]) => amount > 0).map(([quality]) => quality);
  for (const quality of present) {
    assert.ok(words.includes(quality), `${quality} in "${words}"`);
    assert.equal(await page.locator(`section[aria-labelledby="p-energy"] .bandbar .q.${quality}`).count(), 1);
  }
  await context.close();
});

test('a run is found by its name, and one that is not there is said so with what to do', async () => {
  const { context, page } = await open(browser, BASE);
  await page.goto(`${BASE}#/run/${encodeURIComponent(run.name)}`);
  await page.locator('main [data-field="energy"]').waitFor(WAIT);
  await page.goto(`${BASE}#/run/no-such-run-anywhere`);
  await page.locator('.empty').waitFor(WAIT);
  assert.ok((await page.locator('.empty p').textContent()).length > 10);
  await context.close();
});

test('charts draw what was measured', async () => {
  const { context, page } = await open(browser, BASE);
  await page.goto(`${BASE}#/run/${run.id}`);
  const canvas = page.locator('section[aria-labelledby="p-power"] canvas');
  await canvas.waitFor(WAIT);
  await page.waitForFunction(() => {
    const canvas = document.querySelector('section[aria-labelledby="p-power"] canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length > canvas.width * canvas.height * 0.05;
  }, null, WAIT);
  await context.close();
});

test('everything is reached by keyboard', async () => {
  const { context, page } = await open(browser, BASE);
  await page.goto(BASE);
  await page.locator(`tr[data-run="${run.id}"]`).waitFor(WAIT);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  for (let i = 0; i < 60 && !(await page.evaluate((id) => document.activeElement.closest(`tr[data-run="${id}"]`) !== null, run.id)); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('main h1').filter({ hasText: run.name }).waitFor(WAIT);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await page.locator('section[aria-labelledby="p-power"] canvas').waitFor(WAIT);
  for (let i = 0; i < 40 && !(await page.evaluate(() => document.activeElement.classList.contains('plot'))); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowLeft');
  assert.match(await page.locator('#spoken').textContent(), /W/);
  await context.close();
});

test('a lost connection is said, and what was missed is caught up in the same place', async () => {
  const { context, page } = await open(browser, BASE);
  await page.goto(`${BASE}#/run/${run.id}`);
  await page.locator('main [data-field="energy"]').waitFor(WAIT);
  await page.locator('section[aria-labelledby="p-power"] canvas').waitFor(WAIT);
  await page.evaluate(() => window.scrollTo(0, 200));
  await context.route('**/api/v1/**', (route) => route.abort());
  // What a broken network does to the open stream: it errors, and every new try is refused above.
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.locator('.lost-banner').waitFor(WAIT);
  const before = Number((await read(page, 'main', 'energy')).raw);
  await context.unroute('**/api/v1/**');
  await page.locator('.lost-banner').waitFor({ state: 'detached', ...WAIT });
  await page.waitForFunction((least) => Number(document.querySelector('main [data-field="energy"]').dataset.raw) > least, before, WAIT);
  assert.equal(await page.evaluate(() => window.scrollY), 200);
  assert.ok(page.url().endsWith(`#/run/${run.id}`));
  await context.close();
});

test('the chosen theme stays, and the system decides until one is chosen', async () => {
  const { context, page } = await open(browser, BASE, { colorScheme: 'dark' });
  await page.goto(BASE);
  const shade = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await shade();
  await page.locator('button.icon').last().click();
  const light = await shade();
  assert.notEqual(light, dark);
  await page.reload();
  await page.locator('button.icon').last().waitFor(WAIT);
  assert.equal(await shade(), light);
  await context.close();
});

test('names and labels are text, whatever they hold', async () => {
  const { context, page, complaints } = await open(browser, BASE);
  await page.goto(BASE);
  const made = await page.evaluate(async () => {
    const { patch } = await import('./app/dom.js');
    const { labelList } = await import('./app/parts.js');
    const at = document.createElement('div');
    patch(at, labelList({ '<b>k</b>': '<img src=x onerror="console.error(1)">' }));
    return { text: at.textContent, elements: at.querySelectorAll('img, b').length };
  });
  assert.deepEqual(made, { text: '<b>k</b><img src=x onerror="console.error(1)">', elements: 0 });
  assert.deepEqual(complaints, []);
  await context.close();
});

test('even buckets lose no energy and leave gaps where nothing was measured', async () => {
  const { context, page } = await open(browser, BASE);
  await page.goto(BASE);
  const [joules, gap] = await page.evaluate(async () => {
    const { resample } = await import('./app/series.js');
    const point = (from, to, microjoules) => ({ node: 'a/b', from: from * 1e6, to: to * 1e6, energy: { cpu: microjoules } });
    const { series: [cpu] } = resample([point(0, 1.5, 3e6), point(1.5, 4, 10e6), point(6, 8, 4e6)], 0, 8e6, 1e6, (p) => p.energy);
    return [cpu.values.reduce((sum, watts) => sum + (watts ?? 0), 0), cpu.values.slice(4, 6)];
  });
  assert.ok(Math.abs(joules - 17) < 1e-9, `${joules} J of 17 J`);
  assert.deepEqual(gap, [null, null]);
  await context.close();
});

test('a list opens one stream, and a run begins with one that brings the whole of it', async () => {
  for (const [hash, watched, most] of [['#/', '', 1], ['#/nodes', '', 1], [`#/run/${run.id}`, `run/${run.id}`, 2]]) {
    const { context, page, complaints } = await open(browser, BASE);
    const streams = [];
    page.on('request', (request) => request.url().includes('/api/v1/live') && streams.push(new URL(request.url()).searchParams.get('watch')));
    await page.goto(BASE + hash);
    await settled(page);
    await page.waitForTimeout(1000);
    assert.equal(streams[0], watched, hash);
    // The nodes of a run are known only once it is; then they are wanted, too.
    assert.ok(streams.length >= 1 && streams.length <= most, `${hash}: ${streams}`);
    assert.deepEqual(complaints, [], hash);
    await context.close();
  }
});

test('a stream that ends before the page could read it is opened again', async () => {
  const { context, page } = await open(browser, BASE);
  let streams = 0;
  await context.route('**/api/v1/live**', (route) => (streams++ === 0 ? route.abort() : route.continue()));
  await page.goto(BASE);
  await page.locator(`tr[data-run="${run.id}"]`).waitFor(WAIT);
  assert.equal(streams, 2);
  await context.close();
});

test('the whole page is sent in less than 200 kB, with its chart library and font', async () => {
  const { context, page } = await open(browser, BASE);
  await page.goto(BASE, { waitUntil: 'load' });
  await page.locator(`tr[data-run="${run.id}"]`).waitFor(WAIT);
  const [sent, unpacked] = await page.evaluate(() => {
    const parts = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((part) => !part.name.includes('/api/'));
    return ['encodedBodySize', 'decodedBodySize'].map((size) => parts.reduce((sum, part) => sum + part[size], 0));
  });
  assert.ok(unpacked > 100_000, `only ${unpacked} bytes were counted`);
  assert.ok(sent < 200_000, `${sent} bytes sent, ${unpacked} unpacked`);
  await context.close();
});
