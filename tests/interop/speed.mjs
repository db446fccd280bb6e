// How long the peers take, for benches/ (`cargo run --release --bin suites`): reads the badge and keys from standard input,
// writes the shortest duration of each operation in microseconds.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as bbs from '@digitalbazaar/bbs-2023-cryptosuite';
import * as BlsMultikey from '@digitalbazaar/bls12-381-multikey';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {SDJwtInstance} from '@sd-jwt/core';
import {ES256, digest, generateSalt} from '@sd-jwt/crypto-nodejs';
import * as jose from 'jose';
import jsigs from 'jsonld-signatures';
import {readFileSync} from 'node:fs';
import {documentLoader} from './loader.mjs';

const {issuer, badge, selectable, shown, keys} = JSON.parse(readFileSync(0));
const purpose = new jsigs.purposes.AssertionProofPurpose();
const durations = {};

await embedded('eddsa-rdfc-2022', eddsaRdfc, await Ed25519Multikey.from(multikey(keys.ed25519)), keys.ed25519);
await embedded('ecdsa-rdfc-2019 P-256', ecdsaRdfc, await EcdsaMultikey.from(multikey(keys.p256)), keys.p256);
await embedded('ecdsa-rdfc-2019 P-384', ecdsaRdfc, await EcdsaMultikey.from(multikey(keys.p384)), keys.p384);
await selective('ecdsa-sd-2023', ecdsaSd, await EcdsaMultikey.from(multikey(keys.p256)), keys.p256);
await selective('bbs-2023', bbs,
  await BlsMultikey.from(multikey(keys.bbs), {algorithm: 'BBS-BLS12-381-SHA-256'}), keys.bbs);
for(const algorithm of ['EdDSA', 'ES256', 'ES384', 'RS256']) {
  await token(algorithm);
}
await sdJwt();
console.log(JSON.stringify(durations));

// The shortest of many, after the engine has seen the code a few times.
async function measure(name, operation) {
  let shortest = Infinity;
  const end = performance.now() + 1500;
  for(let count = 0; count < 20 || performance.now() < end; ++count) {
    const start = performance.now();
    await operation();
    shortest = Math.min(shortest, performance.now() - start);
  }
  durations[name] = shortest * 1000;
}

function multikey({public: publicKeyMultibase, secret: secretKeyMultibase}) {
  const controller = `did:key:${publicKeyMultibase}`;
  return {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${controller}#${publicKeyMultibase}`, type: 'Multikey', controller, publicKeyMultibase, secretKeyMultibase
  };
}

function by(key, credential) {
  return JSON.parse(JSON.stringify(credential).replaceAll(issuer, `did:key:${key.public}`));
}

async function embedded(name, cryptosuite, pair, key) {
  const credential = by(key, badge);
  const signer = pair.signer();
  const issue = () => vc.issue(
    {credential: structuredClone(credential), suite: new DataIntegrityProof({signer, cryptosuite}), documentLoader});
  const issued = await issue();
  await measure(`${name} issue`, issue);
  await measure(`${name} verify`, async () => {
    const suite = new DataIntegrityProof({cryptosuite});
    holds(await vc.verifyCredential({credential: issued, suite, documentLoader}));
  });
}

async function selective(name, peer, pair, key) {
  const credential = by(key, selectable);
  const signer = pair.signer();
  const mandatoryPointers = ['/issuer', '/type', '/validFrom', '/validUntil'];
  const issue = () => jsigs.sign(structuredClone(credential), {
    suite: new DataIntegrityProof({signer, cryptosuite: peer.createSignCryptosuite({mandatoryPointers})}),
    purpose, documentLoader
  });
  const held = await issue();
  const derive = () => jsigs.derive(structuredClone(held), {
    suite: new DataIntegrityProof({cryptosuite: peer.createDiscloseCryptosuite({selectivePointers: shown})}),
    purpose, documentLoader
  });
  const part = await derive();
  await measure(`${name} issue`, issue);
  await measure(`${name} derive`, derive);
  await measure(`${name} verify`, async () => {
    const suite = new DataIntegrityProof({cryptosuite: peer.createVerifyCryptosuite()});
    holds(await jsigs.verify(structuredClone(part), {suite, purpose, documentLoader}));
  });
}

async function token(algorithm) {
  const curve = algorithm === 'EdDSA' ? {crv: 'Ed25519'} : {};
  const {privateKey, publicKey} = await jose.generateKeyPair(algorithm, curve);
  const sign = () => new jose.SignJWT(badge).setProtectedHeader({alg: algorithm, typ: 'vc+jwt'}).sign(privateKey);
  const signed = await sign();
  await measure(`vc+jwt ${algorithm} issue`, sign);
  await measure(`vc+jwt ${algorithm} token`, () => jose.jwtVerify(signed, publicKey, {algorithms: [algorithm]}));
}

async function sdJwt() {
  const {privateKey, publicKey} = await ES256.generateKeyPair();
  const instance = new SDJwtInstance({
    signer: await ES256.getSigner(privateKey), signAlg: 'ES256', verifier: await ES256.getVerifier(publicKey),
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt
  });
  const frame = {credentialSubject: {_sd: ['creditsEarned', 'role', 'identifier']}};
  const issue = () => instance.issue({...badge, iss: issuer}, frame, {header: {typ: 'vc+sd-jwt'}});
  const issued = await issue();
  await measure('vc+sd-jwt ES256 issue', issue);
  await measure('vc+sd-jwt ES256 token', () => instance.verify(issued));
}

function holds({verified, error}) {
  if(!verified) {
    throw error;
  }
}
