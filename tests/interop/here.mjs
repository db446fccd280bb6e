// microcred, as a process that does what it is asked: one JSON request a line, one answer a line.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

// A peer behind a pipe: a function that asks, with a `stop`.
export function peer(command, ...parameters) {
  const child = spawn(command, parameters, {stdio: ['pipe', 'pipe', 'inherit']});
  const lines = createInterface({input: child.stdout});
  const waiting = [];
  lines.on('line', line => waiting.shift()(JSON.parse(line)));
  child.on('exit', () => waiting.splice(0).forEach(answer => answer({error: `${command} has ended`})));
  const ask = async request => {
    const {ok, error} = await new Promise(answer => {
      waiting.push(answer);
      child.stdin.write(JSON.stringify(request) + '\n');
    });
    if(error !== undefined) {
      throw new Error(`${command.split('/').pop()}: ${error}`);
    }
    return ok;
  };
  ask.stop = async () => {
    child.stdin.end();
    await once(child, 'exit');
  };
  return ask;
}

export const here = peer(process.env.DRIVER);

// What is issued here, as text.
export const issue = (suite, key, document, more) =>
  here({do: 'issue', suite, key, document: JSON.stringify(document), ...more});

// Verifies here, strictly unless codes are named that only warn.
export async function verifies(input, more) {
  const {outcome, acceptable, members, report} = await here({do: 'verify', input: text(input), ...more});
  if(outcome !== 'valid' || !acceptable || members.some(member => member !== 'valid')) {
    throw new Error(`here: ${outcome}\n${report}`);
  }
}

// Is refused here, and for this cause.
export async function refuses(input, wanted, more) {
  const {outcome, cause, report} = await here({do: 'verify', input: text(input), ...more});
  if(outcome !== 'invalid' || ![].concat(wanted).includes(cause)) {
    throw new Error(`here: ${outcome} for ${cause} instead of invalid for ${wanted}\n${report}`);
  }
}

function text(input) {
  return typeof input === 'string' ? input : JSON.stringify(input);
}
