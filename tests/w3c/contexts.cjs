// Writes the contexts of the suites' fixtures that the library does not bring along, out of the packages of the suites, and
// prints the options that register them.
//
//   node contexts.cjs SUITES FOLDER
const fs = require('node:fs');
const path = require('node:path');
const {createRequire} = require('node:module');

const [suites, folder] = process.argv.slice(2);
const wanted = [
  {suite: 'vc-di-bbs-test-suite', name: '@digitalbazaar/vdl-context'},
];
fs.mkdirSync(folder, {recursive: true});
for(const {suite, name} of wanted) {
  const packages = path.join(suites, suite, 'node_modules');
  if(!fs.existsSync(path.join(packages, name))) {
    continue;
  }
  const {contexts} = createRequire(path.join(packages, 'x.js'))(name);
  for(const [url, body] of contexts) {
    const file = path.join(folder, url.replace(/[^a-z0-9.]+/gi, '-') + '.jsonld');
    fs.writeFileSync(file, JSON.stringify(body));
    console.log(`--context=${url}=${file}`);
  }
}
