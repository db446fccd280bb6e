use crate::report::code;
use crate::resolve::{Answer, Found, Need, NeedKind, Resolver};
use ::ssi::dids::resolution::{self, ErrorKind, Options, Output};
use ::ssi::dids::{AnyDidMethod, DID, DIDResolver};
use std::fmt;
use std::time::Duration;

/// A [`Resolver`] over a DID resolver of ssi, blocking until it has answered.
///
/// It answers needs for DID documents, and no others. What it finds counts as supplied by the host, since ssi does not say
/// where a document came from in the end; the document is then read, and the key in it bound, by the rules of this library.
///
/// Each answer runs on a thread and a small runtime of its own, so that it does not matter whether the caller is inside a
/// runtime; ssi's resolver for `did:web` needs one of tokio.
///
/// ```
/// use microcred::resolve::{Answer, Need, NeedKind, Resolver};
/// use microcred::ssi::DidResolver;
/// let did = "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
/// let answer = DidResolver::offline().resolve(&Need::new(NeedKind::DidDocument, did, did));
/// assert!(matches!(answer, Answer::Found(_)));
/// ```
pub struct DidResolver<R> {
    resolver: R,
    /// The methods that it is asked about, or all.
    methods: Option<&'static [&'static str]>,
    timeout: Duration,
}

/// Methods whose documents are worked out from the DID alone.
const COMPUTED: &[&str] = &["key", "jwk", "pkh"];

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(10);

impl DidResolver<AnyDidMethod> {
    /// The methods of ssi that look nothing up: `did:key`, `did:jwk` and `did:pkh`.
    pub fn offline() -> Self {
        Self { methods: Some(COMPUTED), ..Self::danger_network() }
    }

    /// All methods of ssi.
    ///
    /// Its `did:web` follows redirects, reads bodies of any size, and asks private and loopback addresses over plain http:
    /// whoever can make it resolve a DID can make this machine send requests into its own network. Only for a host
    /// whose network keeps that in.
    pub fn danger_network() -> Self {
        Self::new(AnyDidMethod::default())
    }
}

impl<R: DIDResolver> DidResolver<R> {
    /// A resolver of one's own that ssi could use. What it connects to, and how far it may be trusted with an address that a
    /// stranger wrote, is for whoever made it to say.
    pub fn new(resolver: R) -> Self {
        Self { resolver, methods: None, timeout: TIMEOUT }
    }

    /// The same with another time to answer in (10 seconds by default).
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Runs the resolver to its end, on this thread.
    fn run(&self, did: &DID) -> Result<Output<Vec<u8>>, Answer> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| Answer::unavailable("the system has no resources for a resolver left"))?;
        let answered = runtime.block_on(async {
            tokio::time::timeout(self.timeout, self.resolver.resolve_representation(did, Options::default())).await
        });
        // A name that is still being looked up is not waited for.
        runtime.shutdown_background();
        match answered {
            Ok(output) => output.map_err(|error| refused(&error)),
            Err(_) => Err(Answer::unavailable("the resolver did not answer in time")),
        }
    }
}

impl<R: DIDResolver + Sync> Resolver for DidResolver<R> {
    fn resolve(&self, need: &Need) -> Answer {
        if need.kind != NeedKind::DidDocument {
            return Answer::unavailable("a resolver for DIDs finds the documents of DIDs and nothing else");
        }
        let Ok(did) = DID::new(&need.subject) else {
            return Answer::unavailable("ssi does not take this for a DID");
        };
        if self.methods.is_some_and(|methods| !methods.contains(&did.method_name())) {
            return Answer::unavailable("this method would be looked up, and the resolver is to look up nothing");
        }
        // A panic in a resolver is that of its thread.
        let finished = std::thread::scope(|scope| scope.spawn(|| self.run(did)).join());
        match finished {
            Ok(Ok(output)) => found(need, output),
            Ok(Err(answer)) => answer,
            Err(_) => Answer::unavailable("the resolver failed"),
        }
    }
}

fn found(need: &Need, output: Output<Vec<u8>>) -> Answer {
    if output.document_metadata.deactivated == Some(true) {
        return Answer::unavailable("the DID is deactivated");
    }
    if output.document.len() > need.max_bytes {
        return Answer::unavailable("the document is larger than such a document may be");
    }
    let found = Found::supplied(need.url.as_str(), output.document);
    match output.metadata.content_type {
        Some(media_type) => Answer::found(found.served_as(media_type)),
        None => Answer::found(found),
    }
}

/// Why there is no document. Errors of ssi quote addresses and the errors of other systems, so their kind has to do.
fn refused(error: &resolution::Error) -> Answer {
    match error.kind() {
        ErrorKind::NotFound => Answer::NotFound,
        ErrorKind::MethodNotSupported => Answer::Unavailable {
            code: Some(code::proof::DID_METHOD_UNSUPPORTED),
            reason: "ssi has no resolver for this method".to_owned(),
        },
        ErrorKind::InvalidMethodSpecificId => Answer::unavailable("ssi says that there can be no such DID"),
        ErrorKind::Internal => Answer::unavailable("the place of the document was not reached"),
        _ => Answer::unavailable("the resolver of ssi gave no document"),
    }
}

impl<R> fmt::Debug for DidResolver<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DidResolver")
            .field("methods", &self.methods)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
