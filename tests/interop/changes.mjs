// For each badge of badges/, how to change one value in it: the one that the badge is about.
export const changes = {
  booleans: badge => { badge.credentialSubject.identifier[0].hashed = false; },
  'credits-decimal': badge => { badge.credentialSubject.creditsEarned = 2.6; },
  'credits-whole': badge => { badge.credentialSubject.creditsEarned = 30; },
  languages: badge => { badge.name[0]['@language'] = 'es'; },
  lists: badge => {
    const values = badge.credentialSubject.achievement.resultDescription[0].allowedValue;
    [values[0], values[1]] = [values[1], values[0]];
  },
  nested: badge => { badge.credentialSubject.achievement.alignment[1].targetName = 'another skill'; }
};

export function changed(name, badge) {
  const copy = structuredClone(badge);
  changes[name](copy);
  return copy;
}
