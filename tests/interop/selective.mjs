// ecdsa-sd-2023 and bbs-2023: the base of either side, derived on either side, verified on both.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as bbs from '@digitalbazaar/bbs-2023-cryptosuite';
import * as BlsMultikey from '@digitalbazaar/bls12-381-multikey';
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import jsigs from 'jsonld-signatures';
import {isDeepStrictEqual} from 'node:util';
import {fill} from './fill.mjs';
import {here, issue, refuses, verifies} from './here.mjs';
import {multikey, secrets} from './keys.mjs';
import {documentLoader} from './loader.mjs';
import {check, fails} from './tally.mjs';

const suites = {
  'ecdsa-sd-2023': {peer: ecdsaSd, secret: secrets.p256, pair: key => EcdsaMultikey.from(key)},
  'bbs-2023': {
    peer: bbs, secret: secrets.bbs, pair: key => BlsMultikey.from(key, {algorithm: 'BBS-BLS12-381-SHA-256'})
  }
};
const achievement = '/credentialSubject/achievement';
// What Open Badges 3.0 demands of an achievement; whoever shows a part need not show it.
const demanded = ['name', 'description', 'criteria'].map(name => `${achievement}/${name}`);
// What a holder shows of each badge, and what of that somebody changes.
const cases = {
  nested: {
    pointers: [...demanded, `${achievement}/alignment/1`, '/evidence/0'],
    change: badge => { badge.credentialSubject.achievement.criteria.narrative = 'A smile.'; }
  },
  booleans: {
    pointers: ['/credentialSubject/identifier/0'],
    change: badge => { [].concat(badge.credentialSubject.identifier)[0].hashed = false; }
  },
  'credits-decimal': {
    pointers: ['/credentialSubject/creditsEarned', `${achievement}/creditsAvailable`],
    change: badge => { badge.credentialSubject.creditsEarned = 2.6; }
  },
  'credits-whole': {
    pointers: [...demanded, '/credentialSubject/creditsEarned'],
    change: badge => { badge.credentialSubject.creditsEarned = 30; }
  },
  languages: {
    pointers: ['/description'],
    change: badge => { [].concat(badge.description)[0]['@language'] = 'es'; }
  }
};
const mandatoryPointers = ['/issuer', '/type', '/validFrom'];
const purpose = new jsigs.purposes.AssertionProofPurpose();

export async function selective() {
  for(const [suite, {peer, secret, pair}] of Object.entries(suites)) {
    const key = await multikey(secret);
    const signer = (await pair(key)).signer();
    const bases = {
      here: async badge => JSON.parse(await issue(suite, secret, badge)),
      there: badge => jsigs.sign(structuredClone(badge), {
        suite: new DataIntegrityProof({signer, cryptosuite: peer.createSignCryptosuite({mandatoryPointers})}),
        purpose, documentLoader
      })
    };
    const derivers = {
      here: async (document, pointers) =>
        JSON.parse(await here({do: 'derive', document: JSON.stringify(document), pointers})),
      there: (document, selectivePointers) => jsigs.derive(structuredClone(document), {
        suite: new DataIntegrityProof({cryptosuite: peer.createDiscloseCryptosuite({selectivePointers})}),
        purpose, documentLoader
      })
    };
    const there = document => verifyThere(peer, document);

    for(const [name, {pointers, change}] of Object.entries(cases)) {
      const badge = withoutGeo(fill(`${name}.json`, key.controller));
      for(const [from, sign] of Object.entries(bases)) {
        const shown = {};
        for(const [by, derive] of Object.entries(derivers)) {
          await check(`${suite} ${name}: base ${from}, derived ${by}, verified on both sides`, async () => {
            const derived = shown[by] = await derive(await sign(badge), pointers);
            await verifies(derived);
            await there(derived);
            const forged = structuredClone(derived);
            change(forged);
            await refuses(forged, 'proof.signature.invalid');
            await fails(() => there(forged), /Invalid signature/);
          });
        }
        await check(`${suite} ${name}: base ${from}, both sides show the same`, async () => {
          const [ours, theirs] = [shown.here, shown.there].map(({proof: _, ...document}) => document);
          if(!isDeepStrictEqual(ours, theirs)) {
            throw new Error(`${JSON.stringify(ours)} here, ${JSON.stringify(theirs)} there`);
          }
        });
      }
    }
    const badge = fill('lists.json', key.controller);
    const described = ['name', 'resultType', 'allowedValue/1'].map(name => `${achievement}/resultDescription/0/${name}`);
    const pointers = [...demanded, ...described];
    await check(`${suite} lists: base here, a list derived here, verified on both sides`, async () => {
      const derived = await derivers.here(await bases.here(badge), pointers);
      await verifies(derived);
      await there(derived);
      const [description] = [].concat(derived.credentialSubject.achievement.resultDescription);
      description.allowedValue.reverse();
      await refuses(derived, 'proof.signature.invalid');
      await fails(() => there(derived), /Invalid signature/);
    });
    // To name the blank nodes, the peer adds an `@id` to everything, lists included, which JSON-LD does not allow.
    await check(`${suite} lists: the peer still cannot select a list`, async () => {
      await fails(async () => derivers.there(await bases.here(badge), pointers), /"@set" or "@list"/);
    });
    // It compacts a document to select from it, and Open Badges 3.0 has one IRI for the member `geo` and the type
    // `GeoCoordinates`: the type comes back as `geo`, under which `latitude` means nothing.
    await check(`${suite} geo: base here, derived here, verified on both sides`, async () => {
      const derived = await derivers.here(
        await bases.here(fill('nested.json', key.controller)), cases.nested.pointers);
      await verifies(derived);
      await there(derived);
      derived.issuer.address.geo.latitude = 0.5;
      await refuses(derived, 'proof.signature.invalid');
      await fails(() => there(derived), /Invalid signature/);
    });
    await check(`${suite} geo: the peer still cannot issue it`, async () => {
      await fails(() => bases.there(fill('nested.json', key.controller)), /Safe mode/);
    });
    await check(`${suite}: a base is for the holder alone`, async () => {
      for(const sign of Object.values(bases)) {
        const base = await sign(fill('booleans.json', key.controller));
        await refuses(base, 'proof.base');
        await fails(() => there(base), /must be a derived proof/);
      }
    });
  }
}

function withoutGeo(badge) {
  delete badge.issuer.address?.geo;
  return badge;
}

async function verifyThere(peer, document) {
  const suite = new DataIntegrityProof({cryptosuite: peer.createVerifyCryptosuite()});
  const {verified, error} = await jsigs.verify(structuredClone(document), {suite, purpose, documentLoader});
  if(!verified) {
    throw error;
  }
}
