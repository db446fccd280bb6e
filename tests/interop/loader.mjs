// An offline document loader: contexts of the library, and did:key documents.
import {contexts} from './contexts.mjs';

export async function documentLoader(url) {
  const document = contexts.get(url) ?? didKey(url);
  if(document === undefined) {
    throw new Error(`${url} is not available offline`);
  }
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
}

// A loader that shows a key as the older suite wants it.
export async function documentLoader2020(url) {
  const loaded = await documentLoader(url);
  if(loaded.document.type === 'Multikey') {
    loaded.document = {
      ...loaded.document,
      '@context': 'https://w3id.org/security/suites/ed25519-2020/v1',
      type: 'Ed25519VerificationKey2020'
    };
  }
  return loaded;
}

function didKey(url) {
  const [did, fragment] = url.split('#');
  const key = /^did:key:(z(?:6Mk|Dn|82|UC7)[1-9A-HJ-NP-Za-km-z]+)$/.exec(did)?.[1];
  if(key === undefined || (fragment !== undefined && fragment !== key)) {
    return undefined;
  }
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${did}#${key}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: key
  };
  return fragment !== undefined ? method : {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [method],
    assertionMethod: [method.id],
    authentication: [method.id]
  };
}
