// The badges of badges/, with their issuer filled in.
//
// fill.mjs ISSUER FOLDER: writes them all, unsigned.
import {mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const badges = fileURLToPath(new URL('badges/', import.meta.url));

export function fill(name, issuer) {
  const badge = JSON.parse(readFileSync(join(badges, name)));
  badge.issuer.id = issuer;
  return badge;
}

if(process.argv[1] === fileURLToPath(import.meta.url)) {
  const [issuer, folder] = process.argv.slice(2);
  mkdirSync(folder, {recursive: true});
  for(const name of readdirSync(badges)) {
    writeFileSync(join(folder, name), JSON.stringify(fill(name, issuer), null, 2) + '\n');
  }
}
