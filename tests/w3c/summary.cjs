// How a suite ended: passed, of how many that ran, and what the suite itself left out; then each miss and its reason.
//
//   node summary.cjs NAME REPORT
const fs = require('node:fs');

const [name, file] = process.argv.slice(2);
let report;
try {
  report = JSON.parse(fs.readFileSync(file, 'utf8'));
} catch(error) {
  console.log(`${name.padEnd(40)} no report: the suite did not start`);
  process.exit(1);
}
const {passes, failures, pending} = report;
const skipped = pending.length ? ` +${pending.length} skipped by the suite` : '';
console.log(`${name.padEnd(40)} ${passes.length}/${passes.length + failures.length}${skipped}`);
for(const {fullTitle, err} of failures) {
  console.log(`    ${fullTitle.replace(/\s+/g, ' ')}\n      ${(err.message || '').replace(/\s+/g, ' ').slice(0, 300)}`);
}
process.exit(failures.length || !passes.length ? 1 : 0);
