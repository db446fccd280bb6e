// One line a case, and how many there were.
let passed = 0;
let failed = 0;

export async function check(name, action) {
  try {
    await action();
    passed += 1;
    console.log(`ok      ${name}`);
  } catch(error) {
    failed += 1;
    console.log(`FAILED  ${name}: ${reasons(error).join('; ')}`);
  }
}

// Whatever the action is, it must fail, for a reason of this kind.
export async function fails(action, reason) {
  let error;
  try {
    await action();
  } catch(caught) {
    error = caught;
  }
  if(error === undefined) {
    throw new Error('it should have been refused');
  }
  const found = reasons(error).join('; ');
  if(!reason.test(found)) {
    throw new Error(`it was refused for another reason than ${reason}: ${found}`);
  }
}

export function reasons(error) {
  const inner = error?.errors ?? (error?.cause ? [error.cause] : []);
  return [error?.message ?? String(error), ...inner.flatMap(reasons)].filter(Boolean);
}

export function close() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
