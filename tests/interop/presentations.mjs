// Presentations with a challenge and a domain, against @digitalbazaar/vc.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as ecdsaRdfc2019} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc2022} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {fill} from './fill.mjs';
import {here, issue, refuses, verifies} from './here.mjs';
import {multikey, secrets} from './keys.mjs';
import {documentLoader} from './loader.mjs';
import {check, fails} from './tally.mjs';

const asked = {challenge: 'u7kqV9-4Gq2', domain: 'https://verifier.example'};
const holders = {
  'eddsa-rdfc-2022': {secret: secrets.ed25519, cryptosuite: eddsaRdfc2022, pair: Ed25519Multikey.from},
  'ecdsa-rdfc-2019': {secret: secrets.p256, cryptosuite: ecdsaRdfc2019, pair: EcdsaMultikey.from}
};

export async function presentations() {
  for(const [suite, {secret, cryptosuite, pair}] of Object.entries(holders)) {
    const holder = await multikey(secret);
    const issuer = await multikey(secrets.p384);
    const badge = fill('nested.json', issuer.controller);
    badge.credentialSubject.id = holder.controller;
    const credential = await issue('ecdsa-rdfc-2019', secrets.p384, badge);

    await check(`${suite} presentation: signed here, verified there`, async () => {
      const presentation = JSON.parse(
        await here({do: 'present', suite, key: secret, credentials: [credential], ...asked}));
      await there(presentation, asked);
      await fails(() => there(presentation, {...asked, challenge: 'another'}), /challenge/);
      await fails(() => there(presentation, {...asked, domain: 'https://another.example'}), /domain/);
      await refuses(presentation, 'subject.challenge', {...asked, challenge: 'another'});
      presentation.verifiableCredential = [].concat(presentation.verifiableCredential);
      presentation.verifiableCredential[0].name = 'Something greater';
      await fails(() => there(presentation, asked), /Invalid signature/);
      await refuses(presentation, 'proof.signature.invalid', asked);
    });
    await check(`${suite} presentation: signed there, verified here`, async () => {
      const signer = (await pair(holder)).signer();
      const presentation = await vc.signPresentation({
        presentation: vc.createPresentation({
          verifiableCredential: [JSON.parse(credential)], holder: holder.controller, version: 2.0
        }),
        suite: new DataIntegrityProof({signer, cryptosuite}), documentLoader, ...asked
      });
      await verifies(presentation, asked);
      await there(presentation, asked);
      await refuses(presentation, 'subject.challenge', {...asked, challenge: 'another'});
      await refuses(presentation, 'subject.domain', {...asked, domain: 'https://another.example'});
      presentation.verifiableCredential[0].name = 'Something greater';
      await refuses(presentation, 'proof.signature.invalid', asked);
    });
  }
}

async function there(presentation, expected) {
  const suite = Object.values(holders).map(({cryptosuite}) => new DataIntegrityProof({cryptosuite}));
  const {verified, error, presentationResult, credentialResults} =
    await vc.verify({presentation: structuredClone(presentation), suite, documentLoader, ...expected});
  if(!verified) {
    throw error ?? presentationResult?.error ?? credentialResults?.find(({verified}) => !verified)?.error;
  }
}
