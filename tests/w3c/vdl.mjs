// The suite for bbs-2023 signs its fixtures under https://w3id.org/vdl/v1, which it depends on as a package but does not give to
// the loader of the assertions that it shares with other suites. This gives it to that loader; nothing else is changed.
import {createRequire} from 'node:module';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const packages = path.resolve('node_modules');
const {CONTEXT, CONTEXT_URL} = createRequire(path.join(packages, 'x.js'))('@digitalbazaar/vdl-context');
const contexts = path.join(packages, 'data-integrity-test-suite-assertion', 'vc-generator', 'contexts.js');
const {contextMap} = await import(pathToFileURL(contexts));
contextMap.set(CONTEXT_URL, structuredClone(CONTEXT));
