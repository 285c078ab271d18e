/** The stack under test: where it is, what REST says, and trainings that tests start beside it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const BASE = (process.env.TRAINWATT_BASE_URL ?? '').replace(/\/?$/, '/');
export const SHOTS = process.env.TRAINWATT_SCREENSHOTS ?? join(import.meta.dirname, 'target', 'screenshots');
export const WAIT = { timeout: 60_000 };

export function needStack() {
  if (!process.env.TRAINWATT_BASE_URL) throw new Error('Set TRAINWATT_BASE_URL to the address of a running stack, see README.md');
  mkdirSync(SHOTS, { recursive: true });
}

export async function rest(path, options) {
  const response = await fetch(new URL(path, BASE), options);
  assert.equal(response.status, 200, path);
  return response.json();
}

/** What `look` finds, once it finds something; REST is asked twice a second. */
export async function eventually(what, look) {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((done) => setTimeout(done, 500))) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`${what} did not appear within 60 s, see README.md`);
}

/** A run that is alive and has energy and progress, of this name if one is given. */
export const measuredRun = (name) => eventually(`A run ${name ?? ''} that is alive with energy and loss`, async () => {
  const { runs } = await rest('api/v1/runs');
  return runs.find((r) => r.run.state === 'running' && (name ? r.run.name === name : !r.run.labels?.test) && r.energy?.totalMicrojoules > 0 && r.powerMilliwatts > 0 && r.progress?.lastLoss !== undefined)?.run;
});

/** A small training that reports by the hook until it is stopped; see training.py. */
export function train(...args) {
  const child = spawn('python3', [join(import.meta.dirname, 'training.py'), ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  return () => child.kill('SIGTERM');
}

/** Waits until the page shows what the collector told it. */
export async function settled(page) {
  await page.waitForFunction(() => document.documentElement.dataset.connection === 'live' && !document.querySelector('.waiting'), null, WAIT);
  await page.evaluate(() => document.fonts.ready);
}
