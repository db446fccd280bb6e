// Keys for these tests alone: the ones that the W3C publishes with its test vectors, and some made on the spot.
import * as jose from 'jose';
import {here} from './here.mjs';
import {multibase} from './multibase.mjs';

export const secrets = {
  ed25519: 'z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq',
  p256: 'z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN',
  p384: 'z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc',
  bbs: multibase([0x8a, 0x26], Buffer.from('66d36e118832af4c5e28b2dfe1b9577857e57b042a33e06bdea37b811ed09ee0', 'hex'))
};

// What a key pair of a peer is made from.
export async function multikey(secretKeyMultibase) {
  const {multikey: publicKeyMultibase} = await here({do: 'key', key: secretKeyMultibase});
  const controller = `did:key:${publicKeyMultibase}`;
  return {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${controller}#${publicKeyMultibase}`, type: 'Multikey', controller, publicKeyMultibase, secretKeyMultibase
  };
}

// A fresh key of an algorithm of JOSE: for the peer, as private and public JWK, and its DIDs.
export async function joseKey(algorithm) {
  const {privateKey, publicKey} = await jose.generateKeyPair(
    algorithm, {extractable: true, ...(algorithm === 'EdDSA' ? {crv: 'Ed25519'} : {})});
  const [secret, jwk] = await Promise.all([jose.exportJWK(privateKey), jose.exportJWK(publicKey)]);
  const didKey = `did:key:${(await here({do: 'key', key: secret})).multikey}`;
  const didJwk = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
  return {
    algorithm, privateKey, publicKey, secret, jwk,
    ids: {
      'did:key': {did: didKey, kid: `${didKey}#${didKey.slice('did:key:'.length)}`},
      'did:jwk': {did: didJwk, kid: `${didJwk}#0`}
    }
  };
}
