import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.js';
import { BASE, eventually, measuredRun, needStack, rest, settled, SHOTS, train, WAIT } from './stack.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = '"><img src=x onerror="window.hostile=1"><script>window.hostile=1</script>';
const LABEL = '<svg onload=window.hostile=1>';

let browser;
let stops = [];
let broken;
let steady;
let other;
let alert;
let views;

before(async () => {
  needStack();
  stops = [train(HOSTILE, '--nan', `test=${LABEL}`, `${LABEL}=x`), train('steady-a', 'test=a'), train('steady-b', 'test=b')];
  browser = await launch();
  [broken, steady, other] = [await measuredRun(HOSTILE), await measuredRun('steady-a'), await measuredRun('steady-b')];
  alert = await eventually('The alert of the loss that is no number', async () => (await rest('api/v1/alerts')).alerts.find((one) => one.rule === 'LossNotFinite' && one.subject === `run/${broken.id}`));
  const { nodes } = await rest('api/v1/nodes');
  views = {
    runs: '#/', run: `#/run/${steady.id}`, broken: `#/run/${broken.id}`, compare: '#/compare', compared: `#/compare?runs=${steady.id},${other.id}`, nodes: '#/nodes',
    node: `#/node/${nodes[0].node}`, alerts: '#/alerts', silences: '#/alerts?state=silenced', alert: `#/alert/${alert.fingerprint}`, doctor: '#/doctor', docs: '#/docs/reference/alerts.md',
  };
});

after(async () => {
  for (const stop of stops) stop();
  await browser?.close();
});

async function at(hash, options) {
  const opened = await open(browser, BASE, options);
  await opened.page.goto(BASE + hash);
  await settled(opened.page);
  return opened;
}

const raw = (page, field) => page.locator(`main [data-field="${field}"]`).first().getAttribute('data-raw', WAIT);

test('an alert says what is wrong, of which run by name and id, what it cost, what the rule saw and the one thing to do', async () => {
  const { context, page, complaints } = await at('#/alerts');
  const card = page.locator(`[data-alert="${alert.fingerprint}"]`);
  await card.waitFor(WAIT);
  const words = await card.textContent();
  const { alerts } = await rest('api/v1/alerts');
  const told = alerts.find((one) => one.fingerprint === alert.fingerprint);
  for (const part of [told.summary, told.remedy, told.rule, HOSTILE, broken.id, ...Object.values(told.evidence)]) assert.ok(words.includes(part), `"${part}" in "${words}"`);
  assert.ok(Number(await card.locator('[data-field="wasted"]').getAttribute('data-raw')) > 0);
  await card.locator('.row-link').click();
  await page.getByText('Explained', { exact: true }).waitFor(WAIT);
  await page.getByText('The loss of a rank is no number.').waitFor(WAIT);
  await page.locator('canvas').waitFor(WAIT);
  const onRun = await page.locator('.facts a').getAttribute('href');
  assert.match(onRun, new RegExp(`^#/run/${broken.id}\\?from=.+&to=.+`));
  assert.deepEqual(complaints, []);
  await context.close();
});

test('a silenced alert stands where silenced ones stand, with who said so', async () => {
  const silence = await rest('api/v1/silences', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ fingerprint: alert.fingerprint, duration: 'PT5M', author: '<b>ann</b>', comment: HOSTILE }) });
  const { context, page, complaints } = await at('#/alerts?state=silenced');
  try {
    const card = page.locator(`[data-alert="${alert.fingerprint}"].silenced`);
    await card.waitFor(WAIT);
    assert.match(await card.textContent(), /silenced by <b>ann<\/b> until/);
    await page.getByRole('button', { name: /^Firing/ }).click();
    await card.waitFor({ state: 'detached', ...WAIT });
    assert.deepEqual(complaints, []);
  } finally {
    await rest(`api/v1/silences/${silence.id}`, { method: 'DELETE' });
    await context.close();
  }
});

test('the page silences an alert and ends the silence, as REST knows at once, whatever is typed', async () => {
  const { context, page, complaints } = await at(views.alert);
  const form = page.getByRole('form', { name: 'Silence' });
  await form.getByLabel('What').selectOption('here');
  await form.getByLabel('For').selectOption('PT4H');
  await form.getByLabel('By', { exact: true }).fill(LABEL);
  await form.getByLabel('Why').fill(HOSTILE);
  await form.getByRole('button', { name: 'Silence' }).click();
  await page.getByText('All silences, and how to end one').waitFor(WAIT);
  const silence = (await rest('api/v1/silences')).silences.find((one) => one.author === LABEL);
  assert.deepEqual([silence.rule, silence.subject, silence.comment, silence.fingerprint], [alert.rule, alert.subject, HOSTILE, '']);
  assert.ok(Math.abs(Date.parse(silence.until) - Date.now() - 4 * 3_600_000) < 120_000, silence.until);

  await page.goto(`${BASE}#/alerts?state=silenced`);
  const line = page.locator(`[data-silence="${silence.id}"]`);
  await line.waitFor(WAIT);
  assert.ok((await line.textContent()).includes(HOSTILE));
  assert.deepEqual(await page.evaluate(() => [window.hostile, document.querySelectorAll('main img, main script, [onload]').length]), [undefined, 0]);
  await line.getByRole('button', { name: /^End the silence of/ }).click();
  await line.waitFor({ state: 'detached', ...WAIT });
  await eventually('The end of the silence', async () => !(await rest('api/v1/silences')).silences.some(({ id }) => id === silence.id));
  assert.deepEqual(complaints, []);
  await context.close();
});

test('a silence by rule and label until a time is begun, and one of nothing is refused in words', async () => {
  const { context, page, complaints } = await at('#/alerts?state=silenced');
  const form = page.getByRole('form', { name: 'Silence' });
  await form.getByLabel('By', { exact: true }).fill('ann');
  await form.getByRole('button', { name: 'Silence' }).click();
  await form.getByText('a silence of everything is none').waitFor(WAIT);
  await form.getByLabel('Labels of the run').fill('team');
  await form.getByRole('button', { name: 'Silence' }).click();
  await form.getByText('"team" is no label').waitFor(WAIT);
  await form.getByLabel('Rule').fill('RoomForLargeBatch');
  await form.getByLabel('Labels of the run').fill('');
  await form.getByRole('button', { name: 'Silence' }).click();
  await form.getByText('there is no rule "RoomForLargeBatch"').waitFor(WAIT);
  await form.getByLabel('Rule').fill('RoomForLargerBatch');
  await form.getByLabel('Labels of the run').fill('team=vision, strategy=a=b');
  await form.getByLabel('For').selectOption('Until a time');
  const until = await page.evaluate(() => {
    const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 3_600_000);
    return [at.getTime(), new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)];
  });
  await form.getByLabel('Until', { exact: true }).fill(until[1]);
  await form.getByRole('button', { name: 'Silence' }).click();
  await form.getByText('Silenced until').waitFor(WAIT);
  const silence = (await rest('api/v1/silences')).silences.find((one) => one.rule === 'RoomForLargerBatch');
  assert.deepEqual([silence.labels, silence.author], [{ team: 'vision', strategy: 'a=b' }, 'ann']);
  assert.ok(Math.abs(Date.parse(silence.until) - until[0]) < 5_000, silence.until);
  await rest(`api/v1/silences/${silence.id}`, { method: 'DELETE' });
  // Chromium tells of the collector's refusal, too.
  assert.deepEqual(complaints.filter((one) => !one.includes('status of 400')), []);
  await context.close();
});

test('a page of another host silences nothing in the reader\u2019s name', async () => {
  const body = JSON.stringify({ rule: 'TwoAgents', duration: 'PT1H' });
  const call = (headers) => fetch(new URL('api/v1/silences', BASE), { method: 'POST', headers, body });
  assert.equal((await call({ 'content-type': 'application/json', origin: 'https://elsewhere.example' })).status, 403);
  assert.equal((await call({ 'content-type': 'text/plain' })).status, 415);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('http://elsewhere.example/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>elsewhere</p>' }));
  await page.goto('http://elsewhere.example/');
  const sent = await page.evaluate(async ([url, text]) => {
    const tries = [fetch(url, { method: 'POST', mode: 'no-cors', body: text }), fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text })];
    return (await Promise.allSettled(tries)).map(({ status, value }) => status === 'fulfilled' && value.type);
  }, [new URL('api/v1/silences', BASE).href, body]);
  assert.ok(sent.every((type) => type === false || type === 'opaque'), JSON.stringify(sent));
  assert.ok(!(await rest('api/v1/silences')).silences.some(({ rule }) => rule === 'TwoAgents'));
  await context.close();
});

test('a collector that does not get on is told with its reason, and no longer once it does', async () => {
  const { context, page } = await at('#/');
  const reason = 'trainwatt.samples-0 has not moved for 31 s, 300 records behind';
  await context.route('**/q/health/ready', (route) => route.fulfill({ status: 503, contentType: 'application/json',
    body: JSON.stringify({ status: 'DOWN', checks: [{ name: 'collector', status: 'DOWN', data: { liveView: 'caught up', topologyStalled: reason } }] }) }));
  await page.locator('.lost-banner.trouble').getByText(reason).waitFor(WAIT);
  await context.unroute('**/q/health/ready');
  await page.locator('.lost-banner.trouble').waitFor({ state: 'detached', ...WAIT });
  await context.close();
});

test('forecast, efficiency and every kind of CO2 are those of REST', async () => {
  const { context, page, complaints } = await at(views.run);
  await page.locator('[data-field="forecast-energy"]').waitFor(WAIT);
  const fields = {
    'forecast-seconds': (report) => report.forecast.toEnd.seconds.middle,
    'forecast-energy': (report) => report.forecast.toEnd.microjoules.middle,
    'forecast-co2': (report) => report.forecast.toEnd.gramsCo2.middle,
    wasted: (report) => report.efficiency.wasted.microjoules,
    'training-joulesPerStep': (report) => report.efficiency.training.joulesPerStep,
    'whole-joulesPerToken': (report) => report.efficiency.whole.joulesPerToken,
    'co2-location-based': (report) => report.co2.find((figure) => figure.method === 'location-based').grams,
    'co2-market-based': (report) => report.co2.find((figure) => figure.method === 'market-based').grams,
  };
  let wrong;
  for (const end = Date.now() + WAIT.timeout; Date.now() < end; await page.waitForTimeout(120)) {
    const [report, shown] = await page.evaluate(async ([id, names]) => {
      const report = await (await fetch(`api/v1/runs/${id}`)).json();
      return [report, Object.fromEntries(names.map((name) => [name, document.querySelector(`main [data-field="${name}"]`)?.dataset.raw]))];
    }, [steady.id, Object.keys(fields)]);
    wrong = Object.entries(fields).map(([name, of]) => ({ name, page: shown[name], rest: String(of(report)) })).filter((line) => line.page !== line.rest);
    if (wrong.length === 0) break;
  }
  assert.deepEqual(wrong, [], 'the page and REST never agreed');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('runs are compared as REST compares them', async () => {
  const { context, page, complaints } = await at('#/');
  for (const id of [steady.id, other.id]) await page.locator(`tr[data-run="${id}"] .tick input`).check({ force: true });
  await page.getByRole('link', { name: 'Compare 2 runs' }).click();
  await page.locator('[data-field="group-energy"]').first().waitFor(WAIT);
  await page.locator('section[aria-labelledby="c-curves"] canvas').waitFor(WAIT);
  const target = 2.5;
  await page.getByLabel('To a loss of').fill(String(target));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.includes('targetLoss=2.5') && document.querySelector('#c-same')?.closest('section').textContent.includes('2.5'), null, WAIT);
  const body = await rest(`api/v1/compare?runs=${steady.id},${other.id}&targetLoss=${target}`);
  assert.equal(await raw(page, 'group-energy'), String(body.groups[0].microjoules.mean));
  assert.equal(await raw(page, 'ratio'), String(body.groups[1].ratio.mean));
  for (const { detail } of body.reservations) await page.getByText(detail, { exact: true }).waitFor(WAIT);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('the doctor lists every finding with its remedy, and how each node is measured', async () => {
  const { context, page, complaints } = await at('#/doctor');
  const { findings, nodes } = await rest('api/v1/doctor');
  for (const { problem } of findings) await page.getByText(problem, { exact: true }).first().waitFor(WAIT);
  for (const { node } of nodes) await page.locator('#d-nodes').locator('xpath=ancestor::section').getByRole('link', { name: node }).waitFor(WAIT);
  await page.getByText('Its books balance.').waitFor(WAIT);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('an address holds the time it shows, and the energy of that time is the sum of its points', async () => {
  const points = await eventually('Ten points of the run', async () => {
    const held = (await rest(`api/v1/series/runs/${steady.id}`)).points;
    return held.length >= 10 && held;
  });
  const whole = points.slice(2, -2);
  const [from, to] = [whole[0].fromMicros, whole.at(-1).toMicros].map((micros) => new Date(micros / 1000));
  const { context, page, complaints } = await at(`${views.run}?from=${from.toISOString()}&to=${to.toISOString()}`);
  await page.locator('.in-view strong').first().waitFor(WAIT);
  const expected = await page.evaluate(async ([subject, begin, end]) => {
    const { Series } = await import('./app/series.js');
    const { energy, plain } = await import('./app/units.js');
    const series = new Series();
    for (const point of (await (await fetch(subject)).json()).points) series.add(point);
    return plain(energy(series.usedBetween(begin, end).microjoules));
  }, [`api/v1/series/runs/${steady.id}`, from.getTime() * 1000, to.getTime() * 1000]);
  assert.equal(await page.locator('.in-view strong').first().textContent(), expected);
  await page.keyboard.press('0');
  await page.waitForFunction(() => location.hash.endsWith('?range=all'), null, WAIT);
  await page.reload();
  await page.locator('.in-view strong').first().waitFor(WAIT);
  assert.ok(page.url().endsWith('?range=all'));
  assert.deepEqual(complaints, []);
  await context.close();
});

test('the keyboard reaches every view, every row and every time', async () => {
  const { context, page, complaints } = await at('#/');
  await page.locator(`tr[data-run="${steady.id}"]`).waitFor(WAIT);
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor(WAIT);
  assert.ok((await page.locator('dialog kbd').count()) > 15);
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached', ...WAIT });
  for (const [key, title] of [['c', 'Compare'], ['n', 'Nodes'], ['a', 'Alerts'], ['d', 'Doctor'], ['r', 'Runs']]) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.locator('main h1', { hasText: title }).waitFor({ state: 'attached', ...WAIT });
  }
  await page.keyboard.press('j');
  const first = await page.evaluate(() => document.activeElement.closest('[data-run]')?.dataset.run);
  assert.ok(first);
  await page.keyboard.press('j');
  assert.notEqual(await page.evaluate(() => document.activeElement.closest('[data-run]').dataset.run), first);
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await page.waitForFunction((id) => location.hash === `#/?tick=${id}`, first, WAIT);
  await page.keyboard.press('Enter');
  await page.waitForFunction((id) => location.hash === `#/run/${id}`, first, WAIT);
  await page.locator('a.back').waitFor(WAIT);
  await page.keyboard.press('u');
  await page.waitForFunction(() => location.hash.startsWith('#/') && !location.hash.includes('/run/'), null, WAIT);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('hostile text executes nothing in any view', async () => {
  const { context, page, complaints } = await at('#/');
  for (const [name, hash] of Object.entries({ ...views, filtered: `#/?find=${encodeURIComponent(HOSTILE)}`, strange: `#/run/${encodeURIComponent(HOSTILE)}x`, asked: `#/compare?by=${encodeURIComponent(LABEL)}`, nowhere: `#/docs/${encodeURIComponent('../' + HOSTILE)}` })) {
    await page.goto(BASE + hash);
    await settled(page);
    await page.waitForTimeout(150);
    const found = await page.evaluate(() => ({ ran: window.hostile, made: document.querySelectorAll('main img, main script, [onerror], [onload]').length }));
    assert.deepEqual(found, { ran: undefined, made: 0 }, name);
  }
  await page.goto(BASE + views.broken);
  assert.equal(await page.locator('main h1').textContent(), HOSTILE);
  assert.deepEqual(complaints.filter((line) => !/status of (400|404)/.test(line)), []);
  await context.close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious in any view in ${colorScheme}`, async () => {
    const { context, page } = await at('#/', { colorScheme });
    await page.evaluate(AXE);
    const found = [];
    const look = async (name) => {
      const results = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      for (const { id, impact, nodes } of results.violations) if (['serious', 'critical'].includes(impact)) found.push(`${name}: ${id} (${impact}) ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
    };
    for (const [name, hash] of Object.entries(views)) {
      // Within one page, so that axe stays loaded.
      await page.evaluate((to) => { location.hash = to; }, hash);
      await settled(page);
      await look(name);
    }
    await page.keyboard.press('?');
    await look('keys');
    assert.deepEqual(found, []);
    await context.close();
  });
}

test('on paper every view is light, without what only a screen can use, and fits', async () => {
  const { context, page } = await at('#/', { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 718, height: 1000 });
  for (const [name, hash] of Object.entries(views)) {
    await page.goto(BASE + hash);
    await settled(page);
    const seen = await page.evaluate(() => ({
      ground: getComputedStyle(document.body).backgroundColor, over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      screenOnly: [...document.querySelectorAll('.top, .silence-form, .choice, .filter, .pager, .back')].filter((el) => el.getClientRects().length > 0).length,
    }));
    assert.deepEqual(seen, { ground: 'rgb(255, 255, 255)', over: 0, screenOnly: 0 }, name);
    await page.screenshot({ path: join(SHOTS, `${name}-print.png`), fullPage: true });
  }
  await context.close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    test(`every view fits ${width} px in ${colorScheme}, without a complaint`, async () => {
      const { context, page, complaints } = await open(browser, BASE, { width, colorScheme });
      for (const [name, hash] of Object.entries(views)) {
        await page.goto(BASE + hash);
        await settled(page);
        if (['run', 'node', 'alert', 'compared'].includes(name)) await page.locator('canvas').first().waitFor(WAIT);
        await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(over, 0, `${name} is ${over} px too wide`);
      }
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
}
