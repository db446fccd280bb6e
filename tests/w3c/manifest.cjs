// What the suites are told about this implementation: where its endpoints are, and what they can do.
//
//   node manifest.cjs URL ISSUERS NAME
//
// ISSUERS is the answer of GET /issuers; NAME is the suite that reads the manifest.
const fs = require('node:fs');

const [url, issuersFile, suite] = process.argv.slice(2);
const known = JSON.parse(fs.readFileSync(issuersFile, 'utf8'));
const supports = {vc: ['1.1', '2.0']};

// The endpoint of one suite. The test suites take the first that carries a tag.
const issuer = (name, tags = [name], more = {}) => {
  const described = known[name];
  return described ? [{id: described.id, endpoint: described.endpoint, tags, supports, ...more}] : [];
};

const issuers = [
  ...issuer('eddsa-rdfc-2022'),
  ...issuer('eddsa-jcs-2022'),
  ...issuer('ecdsa-rdfc-2019', undefined, {supportedEcdsaKeyTypes: ['P-256']}),
  ...issuer('ecdsa-rdfc-2019-P-384', ['ecdsa-rdfc-2019'], {supportedEcdsaKeyTypes: ['P-384']}),
  ...issuer('ecdsa-jcs-2019', undefined, {supportedEcdsaKeyTypes: ['P-256']}),
  ...issuer('ecdsa-jcs-2019-P-384', ['ecdsa-jcs-2019'], {supportedEcdsaKeyTypes: ['P-384']}),
  ...issuer('ecdsa-sd-2023', undefined, {supportedEcdsaKeyTypes: ['P-256']}),
  ...issuer('bbs-2023'),
  ...issuer('Ed25519Signature2020'),
  ...issuer('vc2.0'),
  ...issuer('vc-api'),
  ...issuer('EnvelopingProof'),
  ...issuer('BitstringStatusList'),
];

const tags = [...new Set(issuers.flatMap(({tags}) => tags))];
const verifier = {
  id: `${url}/credentials/verify`,
  endpoint: `${url}/credentials/verify`,
  tags,
  supports,
  supportedEcdsaKeyTypes: ['P-256', 'P-384'],
};

const implementation = {
  name: 'microcred',
  implementation: 'microcred',
  issuers,
  verifiers: [verifier],
  vpVerifiers: [{id: verifier.id, endpoint: `${url}/presentations/verify`, tags: ['vc2.0', 'EnvelopingProof']}],
  vcHolders: [{id: verifier.id, endpoint: `${url}/credentials/derive`, tags: ['vcHolder', ...tags], supports}],
  didResolvers: [{id: verifier.id, endpoint: `${url}/1.0/identifiers`, tags: ['did-key']}],
  'jose-cose': {
    features: Object.fromEntries(
      ['credential', 'presentation'].flatMap(kind => ['jose', 'sdjwt', 'cose'].map(format => [`${kind}_${format}`, true]))
    ),
  },
};

const settings = {enableInteropTests: false, testAllImplementations: false};
console.log(`// Made for ${suite}.\nmodule.exports = ${JSON.stringify({settings, implementations: [implementation]}, null, 2)};`);
