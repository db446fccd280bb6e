// issue.mjs FOLDER: issues every badge of badges/ with @digitalbazaar/vc and a fixed test key, in both suites.
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {Ed25519VerificationKey2020} from '@digitalbazaar/ed25519-verification-key-2020';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {badges, fill} from './fill.mjs';
import {documentLoader, documentLoader2020} from './loader.mjs';
import {multibase} from './multibase.mjs';

// The key of W3C's Data Integrity EdDSA test vectors: public, and never for anything real.
const publicKeyMultibase = 'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';
const secretKeyMultibase = 'z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq';

const did = `did:key:${publicKeyMultibase}`;
const id = `${did}#${publicKeyMultibase}`;
const multikey = await Ed25519Multikey.from({
  '@context': 'https://w3id.org/security/multikey/v1',
  type: 'Multikey', id, controller: did, publicKeyMultibase, secretKeyMultibase
});
const date = '2026-03-02T10:00:00Z';
const suites = {
  'eddsa-rdfc-2022': {
    suite: new DataIntegrityProof({signer: multikey.signer(), date, cryptosuite}), documentLoader
  },
  Ed25519Signature2020: {
    suite: new Ed25519Signature2020({key: await key2020(), date}), documentLoader: documentLoader2020
  }
};

const folder = process.argv[2];
mkdirSync(folder, {recursive: true});
for(const name of readdirSync(badges)) {
  for(const [suite, settings] of Object.entries(suites)) {
    const issued = await vc.issue({credential: fill(name, did), ...settings});
    const file = join(folder, name.replace('.json', `.${suite}.json`));
    writeFileSync(file, JSON.stringify(issued, null, 2) + '\n');
    console.log(`issued    ${file}`);
  }
}

async function key2020() {
  const {publicKey, secretKey} = await multikey.export({publicKey: true, secretKey: true, raw: true});
  return Ed25519VerificationKey2020.from({
    type: 'Ed25519VerificationKey2020', id, controller: did, publicKeyMultibase,
    privateKeyMultibase: multibase([0x80, 0x26], secretKey, publicKey)
  });
}
