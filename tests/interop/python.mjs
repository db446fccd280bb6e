// Badges in both forms of Open Badges 3.0, and what is derived from one, against openbadgeslib.
import {createPrivateKey, createPublicKey} from 'node:crypto';
import {fill} from './fill.mjs';
import {here, issue, peer, refuses, verifies} from './here.mjs';
import {joseKey} from './keys.mjs';
import {same} from './jose.mjs';
import {check, fails} from './tally.mjs';

const names = ['booleans', 'credits-decimal', 'credits-whole', 'lists', 'nested'];
// Its model has no `rubricCriterionLevel`, so that what it issues has a `requiredLevel` that leads nowhere.
const relaxed = {lists: ['model.link']};
const signature = /Invalid signature|signature mismatch|signature does not verify/;

export async function python(interpreter) {
  const there = peer(interpreter, new URL('python_peer.py', import.meta.url).pathname);
  for(const algorithm of ['EdDSA', 'ES256', 'ES384', 'RS256']) {
    const key = await joseKey(algorithm);
    const {did, kid} = key.ids['did:key'];
    const pems = {
      secret: createPrivateKey({key: key.secret, format: 'jwk'}).export({type: 'pkcs8', format: 'pem'}),
      public: createPublicKey({key: key.jwk, format: 'jwk'}).export({type: 'spki', format: 'pem'})
    };
    const verify = (form, input, more) =>
      there({do: 'verify', form, input, issuer: did, public: pems.public, ...more});
    for(const form of algorithm === 'EdDSA' ? ['vc-jwt', 'eddsa-rdfc-2022'] : ['vc-jwt']) {
      for(const name of names) {
        const badge = fill(`${name}.json`, did);
        const label = `openbadgeslib ${form} ${algorithm} ${name}`;
        await check(`${label}: issued here, verified there`, async () => {
          const issued = await issue(form, key.secret, badge, {verificationMethod: kid});
          const read = await verify(form, issued);
          same(read.credentialSubject.creditsEarned, badge.credentialSubject.creditsEarned);
          same(read.credentialSubject.achievement.name, badge.credentialSubject.achievement.name);
          await fails(() => verify(form, forged(issued)), signature);
        });
        await check(`${label}: issued there, verified here`, async () => {
          const issued = await there({do: 'issue', form, document: badge, secret: pems.secret, algorithm});
          await verifies(issued, {relaxed: relaxed[name]});
          await verify(form, issued);
          await refuses(forged(issued), 'proof.signature.invalid', {relaxed: relaxed[name]});
        });
      }
    }
    if(algorithm === 'ES256') {
      await derived(key, input => verify('ecdsa-sd-2023', input));
      await shown(key, (input, asked) => verify('vc+sd-jwt', input, asked));
    }
  }
  await there.stop();
}

async function derived(key, verify) {
  const {did} = key.ids['did:key'];
  for(const name of ['nested', 'lists']) {
    await check(`openbadgeslib ecdsa-sd-2023 ${name}: issued and derived here, verified there`, async () => {
      // It takes no selection without `validUntil` and `credentialStatus`, not even where there were none to be left out.
      const badge = {...fill(`${name}.json`, did), validUntil: '2099-12-31T00:00:00Z', credentialStatus: {
        id: 'https://vet.example/status/1#7', type: 'BitstringStatusListEntry', statusPurpose: 'revocation',
        statusListIndex: '7', statusListCredential: 'https://vet.example/status/1'
      }};
      // One IRI for the member `geo` and a type keeps it, too, from compacting a document as it was.
      delete badge.issuer.address?.geo;
      const document = await issue('ecdsa-sd-2023', key.secret, badge);
      const pointers = ['/name', '/credentialSubject/achievement', '/credentialSubject/result'];
      const shown = await here({do: 'derive', document, pointers});
      await verifies(shown, {relaxed: ['status.list.unresolved']});
      await verify(shown);
      await fails(() => verify(forged(shown)), signature);
    });
  }
}

// What it issues as SD-JWT itself is a form of its own and no credential of the W3C, so there is one direction only.
async function shown(key, verify) {
  const asked = {challenge: 'u7kqV9-4Gq2', domain: 'https://verifier.example'};
  const {did, kid} = key.ids['did:key'];
  await check('openbadgeslib vc+sd-jwt ES256: issued and shown here with key binding, verified there', async () => {
    const badge = fill('credits-decimal.json', did);
    badge.credentialSubject.id = did;
    const [creditsEarned, creditsAvailable] = ['creditsEarned', 'achievement/creditsAvailable']
      .map(name => `/credentialSubject/${name}`);
    const token = await issue('vc+sd-jwt', key.secret, badge,
      {verificationMethod: kid, byChoice: [creditsEarned, creditsAvailable]});
    const shown = await here({do: 'show', token, pointers: [creditsEarned], key: key.secret, ...asked});
    await verifies(shown, asked);
    const {credentialSubject} = await verify(shown, asked);
    same(credentialSubject.creditsEarned, 2.5);
    same(credentialSubject.achievement.creditsAvailable, undefined);
    await fails(() => verify(shown, {...asked, challenge: 'another'}), /nonce/);
    await fails(() => verify(shown, {...asked, domain: 'https://another.example'}), /aud/);
    await fails(() => verify(`${shown.split('~')[0]}~${shown.split('~').at(-1)}`, asked), /sd_hash/);
  });
}

// The same about something else.
function forged(secured) {
  const change = document => JSON.stringify({...document, name: 'Something greater'});
  if(secured.startsWith('{')) {
    return change(JSON.parse(secured));
  }
  const [header, payload, signature] = secured.split('.');
  const changed = change(JSON.parse(Buffer.from(payload, 'base64url')));
  return [header, Buffer.from(changed).toString('base64url'), signature].join('.');
}
