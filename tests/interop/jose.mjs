// Tokens, against jose: the two forms of a credential, and presentations, by every algorithm and way to name a key.
import * as jose from 'jose';
import {fill} from './fill.mjs';
import {here, issue, refuses, verifies} from './here.mjs';
import {joseKey} from './keys.mjs';
import {check, fails} from './tally.mjs';

const algorithms = ['EdDSA', 'ES256', 'ES384', 'RS256'];
const url = 'https://vet.example/issuers/1';
const asked = {challenge: 'u7kqV9-4Gq2', domain: 'https://verifier.example'};

// What a token is beside its payload, in each form.
const forms = {
  'vc-jwt': {typ: 'JWT', payload: badge => ({...badge, ...claims(badge)})},
  'vc+jwt': {typ: 'vc+jwt', payload: badge => badge}
};

export async function tokens() {
  for(const algorithm of algorithms) {
    const key = await joseKey(algorithm);
    for(const [form, {typ, payload}] of Object.entries(forms)) {
      for(const [method, {did, kid}] of Object.entries(key.ids)) {
        const badge = fill('nested.json', did);
        await check(`${form} ${algorithm} ${method}: issued here, verified there`, async () => {
          const token = await issue(form, key.secret, badge, {verificationMethod: kid});
          const {payload: found, protectedHeader} = await jose.jwtVerify(token, key.publicKey, {algorithms: [algorithm]});
          same(protectedHeader.kid, kid);
          same(protectedHeader.typ, typ);
          same(found.credentialSubject, badge.credentialSubject);
          if(form === 'vc-jwt') {
            const {iss, jti, sub, nbf} = found;
            same({iss, jti, sub, nbf}, claims(badge));
          }
          await fails(() => jose.jwtVerify(forged(token), key.publicKey), /signature/);
          await refuses(forged(token), 'proof.signature.invalid');
        });
        await check(`${form} ${algorithm} ${method}: issued there, verified here`, async () => {
          const token = await sign(payload(badge), key, {typ, kid});
          await verifies(token);
          await refuses(forged(token), 'proof.signature.invalid');
        });
      }
      const documents = {'https://vet.example/.well-known/jwks.json': {keys: [{...key.jwk, kid: '2026', alg: algorithm}]}};
      await check(`${form} ${algorithm} key set: issued there, verified here`, async () => {
        const token = await sign(payload(fill('nested.json', url)), key, {typ, kid: '2026'});
        await verifies(token, {documents});
        await refuses(forged(token), 'proof.signature.invalid', {documents});
        const stranger = await joseKey(algorithm);
        const stolen = await sign(payload(fill('nested.json', url)), stranger, {typ, kid: '2026'});
        await refuses(stolen, 'proof.signature.invalid', {documents});
      });
      await check(`${form} ${algorithm} key set: issued here, verified there`, async () => {
        const token = await issue(form, key.secret, fill('nested.json', url),
          {kid: '2026', verificationMethod: `${url}#2026`});
        const set = jose.createLocalJWKSet(Object.values(documents)[0]);
        await jose.jwtVerify(token, set, {algorithms: [algorithm], ...(form === 'vc-jwt' ? {issuer: url} : {})});
        await verifies(token, {documents});
        await fails(() => jose.jwtVerify(forged(token), set), /signature/);
      });
    }
    await check(`vc-jwt ${algorithm} jwk in the header: issued here, verified there by that key`, async () => {
      const {did, kid} = key.ids['did:key'];
      const token = await issue('vc-jwt', key.secret, fill('nested.json', did),
        {verificationMethod: kid, embedded: true});
      await jose.compactVerify(token, jose.EmbeddedJWK);
      await verifies(token);
    });
    await check(`vp+jwt ${algorithm}: signed here, verified there`, async () => {
      const token = await here({
        do: 'present', suite: 'vc+jwt', key: key.secret, credentials: [await enveloped(key)], ...asked
      });
      const {payload, protectedHeader} =
        await jose.jwtVerify(token, key.publicKey, {audience: asked.domain, typ: 'vp+jwt'});
      same([payload.nonce, payload.holder, protectedHeader.alg], [asked.challenge, key.ids['did:key'].did, algorithm]);
      await verifies(token, asked);
    });
    await check(`vp+jwt ${algorithm}: signed there, verified here`, async () => {
      const {did, kid} = key.ids['did:key'];
      const {mediaType, data} = await enveloped(key);
      const token = await sign({
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiablePresentation'],
        holder: did,
        verifiableCredential: [{
          '@context': 'https://www.w3.org/ns/credentials/v2',
          id: `data:${mediaType},${data}`,
          type: 'EnvelopedVerifiableCredential'
        }],
        aud: asked.domain, nonce: asked.challenge
      }, key, {typ: 'vp+jwt', kid});
      await verifies(token, asked);
      await refuses(token, 'subject.challenge', {...asked, challenge: 'another'});
      await refuses(token, 'subject.domain', {...asked, domain: 'https://another.example'});
      await refuses(forged(token), 'proof.signature.invalid', asked);
    });
  }
}

async function enveloped(key) {
  const badge = fill('nested.json', key.ids['did:key'].did);
  badge.credentialSubject.id = key.ids['did:key'].did;
  return {mediaType: 'application/vc+jwt', data: await issue('vc+jwt', key.secret, badge)};
}

function sign(payload, key, header) {
  return new jose.SignJWT(payload).setProtectedHeader({alg: key.algorithm, ...header}).sign(key.privateKey);
}

// The claims that Open Badges 3.0 wants beside the members of a credential.
function claims(badge) {
  return {
    iss: badge.issuer.id, jti: badge.id, sub: badge.credentialSubject.id, nbf: Date.parse(badge.validFrom) / 1000
  };
}

// The same token about something else.
function forged(token) {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  claims.name = 'Something greater';
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}

export function same(found, wanted) {
  if(JSON.stringify(found) !== JSON.stringify(wanted)) {
    throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  }
}
