// issuer.mjs KEY: the did:key of an Ed25519 key file (a JWK).
import {readFileSync} from 'node:fs';
import {multibase} from './multibase.mjs';

const {kty, crv, x} = JSON.parse(readFileSync(process.argv[2]));
if(kty !== 'OKP' || crv !== 'Ed25519') {
  throw new Error(`${process.argv[2]} holds no Ed25519 key`);
}
console.log(`did:key:${multibase([0xed, 0x01], Buffer.from(x, 'base64url'))}`);
