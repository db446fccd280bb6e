// Badges in both forms of Open Badges 3.0, and what is derived from one, against openbadgeslib.
import {createPrivateKey, createPublicKey} from 'node:crypto';
import {fill} from './fill.mjs';
import {here, issue, peer, refuses, verifies} from './here.mjs';
import {joseKey} from './keys.mjs';
import {same} from './jose.mjs';
import {check, fails} from './tally.mjs';

// The badges that its model reads whole; those with more lose it on the way.
const names = ['booleans', 'credits-decimal', 'credits-whole', 'lists', 'nested'];
const signature = /signature|proof/i;

export async function python(interpreter) {
  const there = peer(interpreter, new URL('python_peer.py', import.meta.url).pathname);
  for(const algorithm of ['EdDSA', 'ES256', 'ES384', 'RS256']) {
    const key = await joseKey(algorithm);
    const {did, kid} = key.ids['did:key'];
    const pems = {
      secret: createPrivateKey({key: key.secret, format: 'jwk'}).export({type: 'pkcs8', format: 'pem'}),
      public: createPublicKey({key: key.jwk, format: 'jwk'}).export({type: 'spki', format: 'pem'})
    };
    const verify = (form, input) => there({do: 'verify', form, input, issuer: did, public: pems.public});
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
          await verifies(issued);
          await verify(form, issued);
          await refuses(forged(issued), 'proof.signature.invalid');
        });
      }
    }
    if(algorithm === 'ES256') {
      await derived(key, input => verify('ecdsa-sd-2023', input));
    }
  }
  await there.stop();
}

async function derived(key, verify) {
  const achievement = '/credentialSubject/achievement';
  const {did} = key.ids['did:key'];
  for(const name of ['nested', 'lists']) {
    await check(`openbadgeslib ecdsa-sd-2023 ${name}: issued and derived here, verified there`, async () => {
      const document = await issue('ecdsa-sd-2023', key.secret, fill(`${name}.json`, did));
      // Its model wants the whole achievement.
      const pointers = ['/name', '/id', `${achievement}`, '/credentialSubject/result'];
      const shown = await here({do: 'derive', document, pointers});
      await verifies(shown);
      await verify(shown);
      await fails(() => verify(forged(shown)), signature);
    });
  }
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
