// The contexts that the library carries, by URL: nothing is fetched, here as there.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';

const folder = new URL('../../vocab/contexts/', import.meta.url);

// Where one URL has had several bodies, the newest stands first.
export const contexts = new Map();
for(const {url, aliases, file, sha256} of JSON.parse(readFileSync(new URL('index.json', folder)))) {
  const bytes = readFileSync(new URL(file, folder));
  const digest = createHash('sha256').update(bytes).digest('hex');
  if(digest !== sha256) {
    throw new Error(`${file} has the SHA-256 ${digest}, not ${sha256}`);
  }
  for(const name of [url, ...aliases]) {
    if(!contexts.has(name)) {
      contexts.set(name, JSON.parse(bytes));
    }
  }
}
