/** A real Chromium, and a page in it that remembers everything it complained about. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

function executable() {
  if (process.env.TRAINWATT_CHROMIUM) return process.env.TRAINWATT_CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new Error(`No Chromium on the PATH (looked for ${NAMES.join(', ')}). Install Debian's package chromium, or name one in TRAINWATT_CHROMIUM.`);
}

export const launch = () => chromium.launch({ executablePath: executable(), args: ARGS });

/** A page of its own profile; `complaints` are console errors and warnings, thrown errors, and requests to other hosts. */
export async function open(browser, base, { width = 1280, colorScheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport: { width, height: width > 600 ? 800 : 844 }, colorScheme });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(`console ${message.type()}: ${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('request', (request) => new URL(request.url()).origin !== new URL(base).origin && complaints.push(`asked another host: ${request.url()}`));
  return { context, page, complaints };
}
