// all.mjs [PYTHON]: every peer, in both directions. DRIVER names microcred's driver; PYTHON an interpreter with openbadgeslib.
import {ecdsa} from './ecdsa.mjs';
import {here} from './here.mjs';
import {tokens} from './jose.mjs';
import {presentations} from './presentations.mjs';
import {python} from './python.mjs';
import {sdJwt} from './sd-jwt.mjs';
import {selective} from './selective.mjs';
import {status} from './status.mjs';
import {close} from './tally.mjs';

await ecdsa();
await selective();
await presentations();
await status();
await tokens();
await sdJwt();
if(process.argv[2]) {
  await python(process.argv[2]);
} else {
  console.log('skipped openbadgeslib: python3 is not here');
}
await here.stop();
close();
