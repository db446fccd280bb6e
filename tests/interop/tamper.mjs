// tamper.mjs FROM TO: copies signed badges with one value changed in each, the one that the badge is about.
import {mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {changed} from './changes.mjs';

const [from, to] = process.argv.slice(2);
mkdirSync(to, {recursive: true});
for(const file of readdirSync(from)) {
  const badge = JSON.parse(readFileSync(join(from, file)));
  writeFileSync(join(to, file), JSON.stringify(changed(file.split('.')[0], badge), null, 2) + '\n');
}
