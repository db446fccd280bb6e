use super::{BatchError, Submitted, Workers};
use crate::key::Ed25519;
use crate::key::ed25519::batch_combined::Together;
use crate::key::ed25519::batch_strict::{self, Signed};
use crate::resolve::Resolver;
use crate::verify::{Session, Verification, Verifier};
use std::ops::ControlFlow;

/// Credentials that are verified at once, each strictly and by itself.
const SEVERAL: usize = 8;

/// Signatures that are verified together, at most: with more, what they are of does not fit into a processor's cache.
const TOGETHER: usize = 64;

/// Verifies as many credentials as there are, on all cores, in their order and in bounded memory.
///
/// Each is verified as [`Verifier::verify`] does it. What is shared between them is work alone: keys that were read lately, and in
/// one run the status lists, each of which is verified once a minute and once a thread at most, and its bits decompressed once, with
/// 64 lists and 64 MiB remembered. What a list says of a credential is in that credential's report all the same.
///
/// ```
/// use microcred::Limits;
/// use microcred::batch::{BatchVerifier, Credentials};
/// use microcred::resolve::Offline;
/// use microcred::verify::Verifier;
/// use std::ops::ControlFlow;
///
/// let lines = "{\"no\": \"credential\"}\n{\"another\": 1}\n";
/// let credentials = Credentials::lines("stdin", lines.as_bytes(), &Limits::default());
/// let mut told = Vec::new();
/// let ended = BatchVerifier::new(Verifier::new()).verify(
///     credentials,
///     &Offline,
///     // On all cores: what is kept of a verification, such as its report as JSON.
///     |credential, verification| format!("{}: {}", credential.place, verification.outcome.as_str()),
///     // One after the other, in their order: what is done with it. `Break` ends it.
///     |line| {
///         told.push(line);
///         Ok(ControlFlow::Continue(()))
///     },
/// )?;
/// assert!(ended.is_continue());
/// assert_eq!(told, ["stdin:1: invalid", "stdin:2: invalid"]);
/// # Ok::<(), microcred::batch::BatchError>(())
/// ```
#[derive(Clone, Debug)]
pub struct BatchVerifier {
    verifier: Verifier,
    threads: usize,
    together: Option<Together>,
}

impl BatchVerifier {
    /// Verifies each as this verifier does, on as many threads as there are cores.
    pub fn new(verifier: Verifier) -> Self {
        Self { verifier, threads: 0, together: None }
    }

    /// The same on so many threads; as many as there are cores if it is none.
    #[must_use]
    pub fn on_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// The same, verifying Ed25519 signatures together, up to 64 at a time, by one random linear combination, as [RFC 8032
    /// §8.2](https://www.rfc-editor.org/rfc/rfc8032#section-8.2) mentions it. That takes a quarter of the time of a signature or less
    /// (where the key came back so often that it has a table, it saves next to nothing), and gives an issuer of bad faith, and nobody
    /// else, a way to have verifiers disagree.
    ///
    /// **The same** as without it: a signature that was made as it should be is never refused. A message, a signature or a key
    /// that somebody else altered is never let pass. Each signature has s below the order of the group and R in its canonical encoding and
    /// not of small order; each key is canonical, and one that is or has a part of small order is verified with one by one. If what
    /// is verified together does not hold, its halves are, and in the end each by itself, strictly: so every report says exactly what it
    /// says without this. Random factors come from the [`Environment`](crate::Environment)'s entropy, together with all that is
    /// verified; without entropy all is verified one by one.
    ///
    /// **Different**: strict verification compares R, to the last bit, with what it has to be. A sum cannot see errors of small order that cancel out.
    /// Whoever has an issuer's secret key can make signatures whose R has a part of small order, which every strict verifier
    /// refuses. One in a batch is always noticed. Two or more in one batch may be let pass together, depending on their company. What they sign
    /// *is* signed by that key: nothing is forged, and whoever lacks the key cannot make such a signature or turn another into one. But
    /// an issuer could hand out credentials that hold here today and nowhere else, and later call them bad. Where that matters (where a
    /// report has to convince somebody else), leave it out.
    ///
    /// Only signatures of what was handed in are verified together, in documents, JWTs and SD-JWTs, once their keys are at hand. What stands inside,
    /// endorsements, status lists and COSE messages are verified one by one. Nothing but keys is asked for before a signature is
    /// known to hold.
    #[must_use]
    pub fn danger_batch_ed25519(self) -> Self {
        Self { together: Some(Together::new(self.verifier.environment().clone())), ..self }
    }

    /// Verifies each. What `tell` keeps of a verification, on any of the threads, goes to `take`, on the calling one and in the order of
    /// the credentials.
    ///
    /// Memory is bounded as [`Workers::in_order`] says; where signatures are verified together, a block has 64 credentials. The keys of a
    /// block are asked for first, and whatever else a credential needs once its signature is known to hold (an Open Badge 2.0 is told at
    /// once). It ends when `take` breaks off; then what was begun is given up.
    ///
    /// # Errors
    /// The first that reading a credential or `take` has. A bad credential is a verification.
    pub fn verify<T: Send>(
        &self,
        credentials: impl IntoIterator<Item = Result<Submitted, BatchError>>,
        resolver: &(dyn Resolver + Sync),
        tell: impl Fn(Submitted, Verification) -> T + Send + Sync,
        take: impl FnMut(T) -> Result<ControlFlow<()>, BatchError>,
    ) -> Result<ControlFlow<()>, BatchError> {
        let workers = Workers::new(self.threads)?;
        let verifier = self.verifier.clone().remembering_lists();
        let at_once = if self.together.is_some() { TOGETHER } else { SEVERAL };
        let work = |all| self.verify_several(&verifier, all, resolver, &tell);
        workers.in_blocks(credentials, at_once, |one| one.bytes.len(), work, take)
    }

    /// Reads all of them as far as their signatures, verifies those in one go, and then goes on with each.
    fn verify_several<T>(
        &self,
        verifier: &Verifier,
        all: Vec<Submitted>,
        resolver: &dyn Resolver,
        tell: &impl Fn(Submitted, Verification) -> T,
    ) -> Vec<T> {
        let mut sessions: Vec<Session<'_>> = all.iter().map(|one| verifier.start_held_back(&one.bytes)).collect();
        let budgeted: Vec<_> = all.iter().map(|_| resolver.for_verification()).collect();
        let resolver_of = |number: usize| budgeted[number].as_deref().unwrap_or(resolver);
        // Keys alone are asked for as yet.
        sessions.iter_mut().enumerate().for_each(|(number, session)| session.ask(resolver_of(number)));
        let wanted = |key: &Ed25519| self.together.is_some() || key.comes_often();
        let signatures = sessions.iter().enumerate().flat_map(|(session, held_back)| {
            held_back.signatures(wanted).into_iter().map(move |(place, signed)| ((session, place), signed))
        });
        let (places, signatures): (Vec<(usize, usize)>, Vec<Signed>) = signatures.unzip();
        let hold = match &self.together {
            Some(together) => together.hold(&signatures),
            None => batch_strict::hold(&signatures),
        };
        let mut holding = places.into_iter().zip(hold).filter_map(|(place, holds)| holds.then_some(place)).peekable();
        let finish = |(number, (one, mut session)): (usize, (Submitted, Session<'_>))| {
            let mut own = Vec::new();
            while let Some((_, place)) = holding.next_if(|(session, _)| *session == number) {
                own.push(place);
            }
            session.judge(own);
            session.ask(resolver_of(number));
            tell(one, session.finish())
        };
        all.into_iter().zip(sessions).enumerate().map(finish).collect()
    }
}
