// SPDX-License-Identifier: Apache-2.0
// Types of every board, against Grafana's own: `npm ci && npm test`. Writes each board as a typed
// constant, since a type checker reads no words out of JSON, and lets the checker judge.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const boards = dirname(here);
const out = join(here, 'node_modules', '.boards');

// What the source of InfluxDB adds to a mark on the time axis is in no type of Grafana's.
const head = `import type { AnnotationQuery, Dashboard } from '@grafana/schema';
interface InfluxMark {
  refId: string; query: string; fromAnnotations: true;
  textColumn: string; tagsColumn: string; titleColumn: string; timeEndColumn: string;
}
type Mark = Omit<AnnotationQuery, 'target'> & { target: InfluxMark };
type Board = Omit<Dashboard, 'annotations'> & { annotations: { list: Mark[] } };
`;

let text = head;
let count = 0;
for (const folder of ['', 'prometheus']) {
  for (const file of readdirSync(join(boards, folder)).filter((name) => name.endsWith('.json'))) {
    const board = readFileSync(join(boards, folder, file), 'utf8').trim();
    text += `// ${join(folder, file)}\nexport const board${count++}: Board = ${board};\n`;
  }
}
if (count === 0) throw new Error(`no board in ${boards}`);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'boards.ts'), text);
const options = '--noEmit --strict --skipLibCheck --module esnext --moduleResolution bundler --target es2022';
const done = spawnSync(
  join(here, 'node_modules', '.bin', 'tsc'),
  [...options.split(' '), join(out, 'boards.ts')],
  { stdio: 'inherit' },
);
console.log(done.status === 0 ? `${count} boards keep to Grafana's types` : 'see the errors above');
process.exit(done.status ?? 1);
