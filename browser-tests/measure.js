/**
 * How fast is the page? `node measure.js` beside a running stack, with TRAINWATT_BASE_URL:
 *
 *   first view  from the start of navigation to the first row, in a new profile each time, nothing cached; and
 *               from the answer of the server, its first byte
 *   SECONDS     how long to watch each view (default 30): CPU time of the main thread, long tasks, age of what arrives;
 *               long tasks are by the clock, so that waiting for a core that others use is in them
 *
 * For 500 runs and 5 000 devices: `trainwatt simulate --nodes 500 --devices 10 --seconds 300` meanwhile.
 */
import { launch, open } from './browser.js';
import { BASE, rest, settled, WAIT } from './stack.js';

const SECONDS = Number(process.argv[2] ?? 30);
const browser = await launch();
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const words = (values, unit = 'ms') => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 'none' : `median ${at(sorted, 0.5).toFixed(0)}, worst ${sorted.at(-1).toFixed(0)} ${unit} of ${sorted.length}`;
};

const { runs } = await rest('api/v1/runs');
const { nodes } = await rest('api/v1/nodes');
console.log(`${runs.filter((one) => one.run.state === 'running').length} runs alive, ${runs.length} in all, ${nodes.length} nodes, ${nodes.reduce((sum, node) => sum + node.devices.length, 0)} devices`);

const whole = [];
const afterAnswer = [];
for (let i = 0; i < 10; i++) {
  const { context, page } = await open(browser, BASE);
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('tr[data-run]')) return;
      observer.disconnect();
      requestAnimationFrame(() => { window.firstRow = performance.now(); });
    }).observe(document, { subtree: true, childList: true });
  });
  await page.goto(BASE);
  await page.waitForFunction(() => window.firstRow, null, WAIT);
  const [first, answer] = await page.evaluate(() => [window.firstRow, performance.getEntriesByType('navigation')[0].responseStart]);
  whole.push(first);
  afterAnswer.push(first - answer);
  await context.close();
}
console.log(`first view: ${words(whole)} from navigation, ${words(afterAnswer)} from the first byte`);

const newest = runs.find((one) => one.run.state === 'running') ?? runs[0];
for (const [name, hash] of [['runs', '#/'], ['runs, by energy', '#/?sort=energy'], ['nodes', '#/nodes'], ['one run', `#/run/${newest.run.id}`], ['doctor', '#/doctor']]) {
  const { context, page } = await open(browser, BASE);
  await page.goto(BASE + hash);
  await settled(page);
  await page.waitForTimeout(3000);
  await page.evaluate(() => {
    window.long = [];
    window.frames = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.long.push(entry.duration))).observe({ type: 'longtask' });
    let before = performance.now();
    const frame = (now) => { window.frames.push(now - before); before = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  });
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
  const before = await read();
  const began = performance.now();
  await page.waitForTimeout(SECONDS * 1000);
  const after = await read();
  const span = (performance.now() - began) / 1000;
  const { long, frames, elements } = await page.evaluate(() => ({ long: window.long, frames: window.frames, elements: document.querySelectorAll('*').length }));
  const share = (key) => `${((100 * (after[key] - before[key])) / span).toFixed(1)} %`;
  console.log(`${name}: main thread ${share('TaskDuration')} of a core (script ${share('ScriptDuration')}), long tasks ${long.length}${long.length ? ` (${words(long)})` : ''}, frames ${words(frames)}, `
    + `${elements} elements, heap ${(after.JSHeapUsedSize / 2 ** 20).toFixed(0)} MiB`);
  await context.close();
}

const { context, page } = await open(browser, BASE);
await page.goto(BASE);
const told = await page.evaluate((seconds) => new Promise((done, fail) => {
  const first = { events: 0, size: 0 };
  const later = { events: 0, size: 0, rows: 0 };
  const ages = [];
  let ready = false;
  const source = new EventSource('api/v1/live?watch=');
  const count = (event) => {
    const into = ready ? later : first;
    into.events++;
    into.size += event.data.length;
  };
  for (const whole of ['run', 'node', 'series']) source.addEventListener(whole, () => { source.close(); fail(new Error(`a stream that watches nothing was sent a whole "${whole}"`)); });
  source.addEventListener('alert', count);
  source.addEventListener('rows', (event) => {
    count(event);
    if (!ready) return;
    const { runs, nodes } = JSON.parse(event.data);
    later.rows += runs.length + nodes.length;
    for (const node of nodes) ages.push(Date.now() - Date.parse(node.asOf));
  });
  // Counted from here: opening takes a while, too.
  source.addEventListener('ready', () => { ready = true; setTimeout(() => { source.close(); done({ first, later, ages }); }, seconds * 1000); });
}), SECONDS);
told.ages.sort((a, b) => a - b);
if (told.ages.length === 0) throw new Error(`no row of a node came within ${SECONDS} s: does the fleet still live?`);
console.log(`first message: ${(told.first.size / 1000).toFixed(0)} kB in ${told.first.events} events; then ${(told.later.rows / SECONDS).toFixed(0)} rows a second, ${(told.later.size / SECONDS / 1000).toFixed(0)} kB/s, `
  + `age of a node's newest sample on arrival p50 ${at(told.ages, 0.5).toFixed(0)} ms, p99 ${at(told.ages, 0.99).toFixed(0)} ms of ${told.ages.length}`);
await context.close();
await browser.close();
