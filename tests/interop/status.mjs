// Bitstring Status List, against @digitalbazaar/vc-bitstring-status-list: lists made on either side, looked up on the other.
import {checkStatus, createCredential, createList} from '@digitalbazaar/vc-bitstring-status-list';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {fill} from './fill.mjs';
import {here, issue, refuses, verifies} from './here.mjs';
import {multikey, secrets} from './keys.mjs';
import {documentLoader} from './loader.mjs';
import {check} from './tally.mjs';

const url = 'https://vet.example/status/1';
const entries = 131072;
const places = [0, 1, 6, 7, 8, 94567, entries - 1];

export async function status() {
  const key = await multikey(secrets.ed25519);
  const signer = (await Ed25519Multikey.from(key)).signer();
  const list = encodedList => ({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: url, type: ['VerifiableCredential', 'BitstringStatusListCredential'], issuer: key.controller,
    credentialSubject: {id: `${url}#list`, type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList}
  });
  for(const index of places) {
    const others = places.filter(place => place !== index);
    const badge = fill('credits-whole.json', key.controller);
    badge.credentialStatus = {
      id: `${url}#${index}`, type: 'BitstringStatusListEntry', statusPurpose: 'revocation',
      statusListIndex: String(index), statusListCredential: url
    };
    await check(`bitstring status list, entry ${index}: the list made here, looked up there`, async () => {
      const issued = JSON.parse(await issue('eddsa-rdfc-2022', secrets.ed25519, badge));
      for(const [set, expected] of [[others, false], [[index], true]]) {
        const encoded = await here({do: 'list', entries, set});
        const signed = JSON.parse(await issue('eddsa-rdfc-2022', secrets.ed25519, list(encoded)));
        equal(await revokedThere(issued, signed), expected);
      }
    });
    await check(`bitstring status list, entry ${index}: the list made there, looked up here`, async () => {
      const suite = () => new DataIntegrityProof({signer, cryptosuite});
      const issued = await vc.issue({credential: badge, suite: suite(), documentLoader});
      for(const [set, expected] of [[others, false], [[index], true]]) {
        const made = await createList({length: entries});
        set.forEach(place => made.setStatus(place, true));
        const credential = {
          ...await createCredential({id: url, list: made, statusPurpose: 'revocation'}), issuer: key.controller
        };
        const signed = await vc.issue({credential, suite: suite(), documentLoader});
        const documents = {[url]: signed};
        await (expected ? refuses(issued, 'status.revoked', {documents}) : verifies(issued, {documents}));
      }
    });
  }
}

async function revokedThere(credential, list) {
  const loader = async where =>
    where === url ? {contextUrl: null, documentUrl: url, document: list} : documentLoader(where);
  const suite = new DataIntegrityProof({cryptosuite});
  const {verified, results, error} = await checkStatus({
    credential, suite, documentLoader: loader, verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true
  });
  const told = results?.[0];
  if(!told || told.error || (error && results.length === 0)) {
    throw told?.error ?? error;
  }
  equal(verified, true);
  return told.status;
}

function equal(found, expected) {
  if(found !== expected) {
    throw new Error(`${found} instead of ${expected}`);
  }
}
