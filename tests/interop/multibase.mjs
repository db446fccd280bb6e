// Bytes in base58btc, with the prefix that says so. None of them may start with a zero byte.
const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export function multibase(...parts) {
  let number = BigInt('0x' + Buffer.concat(parts.map(part => Buffer.from(part))).toString('hex'));
  let text = '';
  while(number > 0n) {
    text = alphabet[number % 58n] + text;
    number /= 58n;
  }
  return `z${text}`;
}
