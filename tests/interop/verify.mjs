// verify.mjs FILE…: verifies each credential with @digitalbazaar/vc, and says so.
import {readFileSync} from 'node:fs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {documentLoader, documentLoader2020} from './loader.mjs';

let failures = 0;
for(const file of process.argv.slice(2)) {
  const credential = JSON.parse(readFileSync(file));
  const {verified, error} = await vc.verifyCredential({credential, ...settings(credential.proof)});
  failures += verified ? 0 : 1;
  console.log(verified ? `verified  ${file}` : `REFUSED   ${file}: ${reasons(error).join('; ')}`);
}
process.exit(failures === 0 && process.argv.length > 2 ? 0 : 1);

function settings(proof) {
  return [].concat(proof)[0].type === 'Ed25519Signature2020' ?
    {suite: new Ed25519Signature2020(), documentLoader: documentLoader2020} :
    {suite: new DataIntegrityProof({cryptosuite}), documentLoader};
}

function reasons(error) {
  const inner = error?.errors ?? (error?.cause ? [error.cause] : []);
  return [error?.message, ...inner.flatMap(reasons)].filter(Boolean);
}
