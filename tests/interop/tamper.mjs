// tamper.mjs FROM TO: copies signed badges with one value changed in each, the one that the badge is about.
import {mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const changes = {
  booleans: badge => { badge.credentialSubject.identifier[0].hashed = false; },
  'credits-decimal': badge => { badge.credentialSubject.creditsEarned = 2.6; },
  'credits-whole': badge => { badge.credentialSubject.creditsEarned = 30; },
  languages: badge => { badge.name[0]['@language'] = 'es'; },
  lists: badge => {
    const values = badge.credentialSubject.achievement.resultDescription[0].allowedValue;
    [values[0], values[1]] = [values[1], values[0]];
  },
  nested: badge => { badge.credentialSubject.achievement.alignment[1].targetName = 'another skill'; }
};

const [from, to] = process.argv.slice(2);
mkdirSync(to, {recursive: true});
for(const file of readdirSync(from)) {
  const badge = JSON.parse(readFileSync(join(from, file)));
  changes[file.split('.')[0]](badge);
  writeFileSync(join(to, file), JSON.stringify(badge, null, 2) + '\n');
}
