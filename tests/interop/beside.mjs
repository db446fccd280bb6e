// @digitalbazaar/vc for the page of benchmarks: one JSON request a line, one JSON answer a line. It repeats an operation for so many
// milliseconds, from text to verdict or from text to text, and answers with its shortest and middle durations in microseconds.
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {documentLoader} from './loader.mjs';

const packages = ['@digitalbazaar/vc', '@digitalbazaar/eddsa-rdfc-2022-cryptosuite', 'jsonld', 'rdf-canonize'];

async function answer(request) {
  switch(request.do) {
    case 'versions':
      return Object.fromEntries([['node', process.version.slice(1)], ...packages.map(name => [name, version(name)])]);
    case 'issue': return measure(await issuing(request), request.for);
    case 'verify': return measure(verifying(request), request.for);
  }
  throw new Error(`what is ${request.do}?`);
}

function version(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
}

async function issuing({document, key}) {
  const controller = `did:key:${key.public}`;
  const pair = await Ed25519Multikey.from({
    '@context': 'https://w3id.org/security/multikey/v1', id: `${controller}#${key.public}`, type: 'Multikey', controller,
    publicKeyMultibase: key.public, secretKeyMultibase: key.secret
  });
  const signer = pair.signer();
  return () => vc.issue({
    credential: JSON.parse(document), suite: new DataIntegrityProof({signer, cryptosuite}), documentLoader
  }).then(JSON.stringify);
}

// With `list`, the status is looked up in it, and its own proof verified, too.
function verifying({document, list}) {
  const loader = list === undefined ? documentLoader : async url =>
    url === list.url ? {contextUrl: null, documentUrl: url, document: JSON.parse(list.document)} : documentLoader(url);
  return async () => {
    const {verified, error} = await vc.verifyCredential({
      credential: JSON.parse(document), suite: new DataIntegrityProof({cryptosuite}), documentLoader: loader,
      ...list && {checkStatus: options => checkStatus({
        ...options, suite: new DataIntegrityProof({cryptosuite}), verifyBitstringStatusListCredential: true
      })}
    });
    if(!verified) {
      throw error;
    }
  };
}

async function measure(operation, milliseconds) {
  const durations = [];
  const end = performance.now() + milliseconds;
  do {
    const start = performance.now();
    await operation();
    durations.push((performance.now() - start) * 1000);
  } while(performance.now() < end);
  durations.sort((one, other) => one - other);
  return {shortest: durations[0], middle: durations[durations.length >> 1]};
}

for await (const line of createInterface({input: process.stdin})) {
  const reply = await answer(JSON.parse(line)).then(ok => ({ok}), error => ({error: String(error?.errors?.[0] ?? error)}));
  console.log(JSON.stringify(reply));
}
