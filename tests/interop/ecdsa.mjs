// ecdsa-rdfc-2019 with P-256 and P-384, against @digitalbazaar/ecdsa-rdfc-2019-cryptosuite.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as vc from '@digitalbazaar/vc';
import {readdirSync} from 'node:fs';
import {badges, fill} from './fill.mjs';
import {changed} from './changes.mjs';
import {issue, refuses, verifies} from './here.mjs';
import {multikey, secrets} from './keys.mjs';
import {documentLoader} from './loader.mjs';
import {check, fails} from './tally.mjs';

export async function ecdsa() {
  for(const curve of ['p256', 'p384']) {
    const key = await multikey(secrets[curve]);
    const signer = (await EcdsaMultikey.from(key)).signer();
    for(const file of readdirSync(badges)) {
      const name = file.replace('.json', '');
      const label = `ecdsa-rdfc-2019 ${curve} ${name}`;
      await check(`${label}: issued here, verified there`, async () => {
        const issued = JSON.parse(await issue('ecdsa-rdfc-2019', secrets[curve], fill(file, key.controller)));
        await there(issued);
        await fails(() => there(changed(name, issued)), /Invalid signature/);
        await refuses(changed(name, issued), 'proof.signature.invalid');
      });
      await check(`${label}: issued there, verified here`, async () => {
        const suite = new DataIntegrityProof({signer, cryptosuite});
        const issued = await vc.issue({credential: fill(file, key.controller), suite, documentLoader});
        await verifies(issued);
        await refuses(changed(name, issued), 'proof.signature.invalid');
        await fails(() => there(changed(name, issued)), /Invalid signature/);
      });
    }
  }
  // Which digest names the blank nodes shows only where there are some: for P-384 it is SHA-384, there as here.
  const key = await multikey(secrets.p384);
  const signer = (await EcdsaMultikey.from(key)).signer();
  const canonize = (input, options) => cryptosuite.canonize(input, {...options, messageDigestAlgorithm: 'SHA-256'});
  const suite = new DataIntegrityProof({signer, cryptosuite: {...cryptosuite, canonize}});
  await check('ecdsa-rdfc-2019 p384 nested: canonicalised with SHA-256, refused on both sides', async () => {
    const issued = await vc.issue({credential: fill('nested.json', key.controller), suite, documentLoader});
    await refuses(issued, 'proof.signature.invalid');
    await fails(() => there(issued), /Invalid signature/);
  });
}

async function there(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const {verified, error} = await vc.verifyCredential({credential, suite, documentLoader});
  if(!verified) {
    throw error;
  }
}
