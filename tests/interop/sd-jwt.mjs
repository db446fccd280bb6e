// SD-JWT with key binding, against @sd-jwt/core.
import {SDJwtInstance} from '@sd-jwt/core';
import {ES256, digest, generateSalt} from '@sd-jwt/crypto-nodejs';
import {fill} from './fill.mjs';
import {here, issue, refuses, verifies} from './here.mjs';
import {joseKey} from './keys.mjs';
import {check, fails} from './tally.mjs';

const asked = {challenge: 'u7kqV9-4Gq2', domain: 'https://verifier.example'};

export async function sdJwt() {
  const [issuer, holder] = [await joseKey('ES256'), await joseKey('ES256')];
  const {did, kid} = issuer.ids['did:key'];
  const badge = fill('credits-decimal.json', did);
  badge.credentialSubject.id = holder.ids['did:key'].did;
  const there = new SDJwtInstance({
    signer: await ES256.getSigner(issuer.secret), signAlg: 'ES256',
    verifier: await ES256.getVerifier(issuer.jwk),
    kbSigner: await ES256.getSigner(holder.secret), kbSignAlg: 'ES256',
    kbVerifier: async (data, signature, {cnf}) => (await ES256.getVerifier(cnf.jwk))(data, signature),
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt
  });
  // What holders choose about, and what this one shows.
  const byChoice = ['creditsEarned', 'achievement/creditsAvailable', 'achievement/criteria']
    .map(name => `/credentialSubject/${name}`);
  const frame = {credentialSubject: {_sd: ['creditsEarned'], achievement: {_sd: ['creditsAvailable', 'criteria']}}};
  const issuers = {
    here: () => issue('vc+sd-jwt', issuer.secret, badge, {verificationMethod: kid, byChoice}),
    there: () => there.issue(
      {...badge, iss: did, cnf: {jwk: holder.jwk}}, frame, {header: {typ: 'vc+sd-jwt', kid}})
  };
  const pointers = byChoice.slice(0, 1);
  const holders = {
    here: token => here({
      do: 'show', token, pointers, key: holder.secret, verificationMethod: holder.ids['did:key'].kid, ...asked
    }),
    there: token => there.present(token, {credentialSubject: {creditsEarned: true}}, {
      kb: {payload: {iat: Math.floor(Date.now() / 1000), aud: asked.domain, nonce: asked.challenge}}
    })
  };
  for(const [from, make] of Object.entries(issuers)) {
    await check(`vc+sd-jwt: issued ${from}, whole, verified on both sides`, async () => {
      const token = await make();
      await verifies(token);
      const {payload} = await there.verify(token);
      if(payload.credentialSubject.achievement.creditsAvailable !== 2.5) {
        throw new Error(`there: ${JSON.stringify(payload)}`);
      }
      await refuses(forged(token), 'proof.signature.invalid');
      await fails(() => there.verify(forged(token)), /Invalid JWT Signature/);
    });
    for(const [by, show] of Object.entries(holders)) {
      await check(`vc+sd-jwt: issued ${from}, shown ${by} with key binding, verified on both sides`, async () => {
        const shown = await show(await make());
        await verifies(shown, asked);
        const {payload, kb} = await there.verify(shown, {keyBindingNonce: asked.challenge});
        const {creditsEarned, achievement} = payload.credentialSubject;
        if(creditsEarned !== 2.5 || 'creditsAvailable' in achievement || 'criteria' in achievement || kb.payload.aud !== asked.domain) {
          throw new Error(`there: ${JSON.stringify(payload)}`);
        }
        await refuses(shown, 'subject.holder_binding', {...asked, challenge: 'another'});
        await fails(() => there.verify(shown, {keyBindingNonce: 'another'}), /nonce/i);
        // Something else is shown than what the holder bound.
        const parts = shown.split('~');
        const less = [parts[0], parts.at(-1)].join('~');
        await refuses(less, 'subject.holder_binding', asked);
        await fails(() => there.verify(less, {keyBindingNonce: asked.challenge}), /sd_hash/);
      });
    }
  }
}

// The same token about something else.
function forged(token) {
  const [jwt, ...disclosures] = token.split('~');
  const [header, payload, signature] = jwt.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  claims.name = 'Something greater';
  const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return [[header, changed, signature].join('.'), ...disclosures].join('~');
}
