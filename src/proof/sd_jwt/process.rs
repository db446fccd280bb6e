use super::{Confirmation, Disclosure, SdJwt};
use crate::codec::base64url;
use crate::json::{Composer, Kind, Name, Node, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::proof::DECIDES_VALIDITY;
use crate::proof::jose::{Claims, Outside};
use crate::report::{Code, Finding, Findings, code};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::OnceLock;

/// Members of the payload that decide about a token and that no holder may choose about
/// ([SD-JWT VC §3.2.2.2](https://datatracker.ietf.org/doc/html/draft-ietf-oauth-sd-jwt-vc#section-3.2.2.2)).
pub(super) const PLAIN_CLAIMS: [&str; 7] = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"];

/// Names that mean something to SD-JWT wherever they stand.
const RESERVED: [&str; 3] = ["_sd", "...", "_sd_alg"];
pub(crate) const RESERVED_NAMES: [Name; 3] =
    [Name::known(RESERVED[0]), Name::known(RESERVED[1]), Name::known(RESERVED[2])];

/// When it is too much.
const TOGETHER: &str = "once everything disclosed is in its place";

/// The payload with everything back in its place that was disclosed.
#[derive(Clone)]
pub struct Processed {
    tree: Tree,
    payload: OnceLock<Value>,
    disclosed: Vec<Pointer>,
    withheld_in: Vec<Pointer>,
}

impl Processed {
    /// The payload, without digests.
    pub fn payload(&self) -> &Value {
        self.payload.get_or_init(|| self.root().to_value())
    }

    /// The payload where it was put together.
    pub(crate) fn root(&self) -> Node<'_> {
        self.tree.root()
    }

    /// Whether there are digests without disclosures. Some of them may be decoys; nobody but the issuer can tell.
    pub fn is_withholding(&self) -> bool {
        !self.withheld_in.is_empty()
    }

    /// The objects and arrays in which there are such digests.
    pub fn withheld_in(&self) -> &[Pointer] {
        &self.withheld_in
    }

    /// What the holder chose to show, in the order of the disclosures.
    pub fn disclosed(&self) -> &[Pointer] {
        &self.disclosed
    }

    /// The key of the holder, if the issuer named one.
    ///
    /// # Errors
    /// `subject.holder_binding` if `cnf` is not of its form.
    pub fn confirmation(&self) -> Result<Option<Confirmation>, Finding> {
        Confirmation::of_payload(self.payload())
    }

    /// `sdjwt.claim.must_be_plain` for each member that decides about validity and was disclosed selectively, wholly or in
    /// part. (What is withheld altogether cannot be seen; whether it is missing is asked elsewhere.)
    pub fn findings(&self) -> Findings {
        self.chosen_about(|name| name == "@context" || DECIDES_VALIDITY.contains(&name))
    }

    /// The same for each member of such a name.
    pub(crate) fn chosen_about(&self, is_meant: impl Fn(&str) -> bool) -> Findings {
        let is_meant = |place: &&Pointer| place.steps().next().is_some_and(|name| is_meant(&name));
        let disclosed = self.disclosed.iter().filter(is_meant);
        let withheld = self.withheld_in.iter().filter(is_meant);
        disclosed
            .chain(withheld)
            .map(|place| Finding::new(code::sd_jwt::CLAIM_MUST_BE_PLAIN, place.clone(), ""))
            .collect()
    }
}

impl fmt::Debug for Processed {
    /// Without what was disclosed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Processed")
            .field("disclosed", &self.disclosed.len())
            .field("withheld_in", &self.withheld_in)
            .finish_non_exhaustive()
    }
}

impl SdJwt {
    /// Puts what was disclosed back in its place, strictly ([RFC 9901 §7.1](https://www.rfc-editor.org/rfc/rfc9901#section-7.1)).
    ///
    /// # Errors
    /// `sdjwt.…` for whatever could make one token say two things.
    pub fn process(&self, limits: &Limits) -> Result<Processed, Finding> {
        self.process_with_places(limits).map(|(processed, _)| processed)
    }

    /// The same, and where each disclosure belongs.
    pub(super) fn process_with_places(&self, limits: &Limits) -> Result<(Processed, Vec<Pointer>), Finding> {
        let mut by_digest = HashMap::with_capacity(self.disclosures.len());
        for (index, disclosure) in self.disclosures.iter().enumerate() {
            if by_digest.insert(disclosure.digest(), index).is_some() {
                return Err(super::root(
                    code::sd_jwt::DISCLOSURE_DUPLICATE,
                    &format!("the disclosure {index}, counted from 0"),
                ));
            }
        }
        let mut processing = Processing {
            token: self,
            by_digest,
            places: vec![None; self.disclosures.len()],
            digests: HashSet::with_capacity(self.disclosures.len()),
            withheld_in: Vec::new(),
            reserved: self.payload.indices_of(&RESERVED_NAMES),
            disclosing: 0,
            composer: Composer::with_room_of(&self.payload),
            limits,
        };
        processing.object(self.signed(), Place::Root, 1)?;
        let Processing { places, withheld_in, composer, .. } = processing;
        if let Some(index) = places.iter().position(Option::is_none) {
            let detail = format!("the disclosure {index}, counted from 0");
            return Err(super::root(code::sd_jwt::DISCLOSURE_UNREFERENCED, &detail));
        }
        let places: Vec<Pointer> = places.into_iter().flatten().collect();
        let tree = composer.finish();
        if tree.len() > limits.values && tree.root().values() > limits.values {
            return Err(super::root(code::input::LIMIT_VALUES, TOGETHER));
        }
        Ok((Processed { tree, payload: OnceLock::new(), disclosed: places.clone(), withheld_in }, places))
    }

    /// The claims of a token that was processed: a `vc+sd-jwt`, `dc+sd-jwt` or `vp+sd-jwt`. Their findings hold those of
    /// [`Processed::findings`].
    ///
    /// # Errors
    /// As [`Claims::of_jws`], and `format.sd_jwt_vc` for a credential of the IETF that is none of the W3C.
    pub fn claims(&self, processed: &Processed, limits: &Limits) -> Result<Claims, Finding> {
        let outside = Outside::of_sd_jwt(self.jws().header())?;
        Ok(Claims::read(processed.tree.clone(), &outside, limits)?.with_findings(processed.findings()))
    }
}

struct Processing<'s> {
    token: &'s SdJwt,
    by_digest: HashMap<&'s str, usize>,
    /// Where each disclosure turned out to belong.
    places: Vec<Option<Pointer>>,
    /// All digests so far, wherever they stood.
    digests: HashSet<&'s str>,
    withheld_in: Vec<Pointer>,
    /// Where in the payload the names stand that mean something to SD-JWT.
    reserved: Vec<usize>,
    /// Within how many disclosures this is.
    disclosing: usize,
    /// The payload as far as it was put together.
    composer: Composer,
    limits: &'s Limits,
}

/// A place in the payload as it becomes; its pointer is only written where somebody wants to see it.
#[derive(Clone, Copy)]
enum Place<'p> {
    Root,
    Member(&'p Place<'p>, &'p str),
    Item(&'p Place<'p>, usize),
}

impl Place<'_> {
    /// How many bytes the names have that lead to it.
    fn names(self) -> usize {
        match self {
            Self::Root => 0,
            Self::Member(object, name) => object.names() + name.len(),
            Self::Item(array, _) => array.names(),
        }
    }

    fn pointer(self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Member(object, name) => object.pointer().member(name),
            Self::Item(array, index) => array.pointer().item(index),
        }
    }
}

impl<'s> Processing<'s> {
    fn value(&mut self, node: Node<'s>, place: Place<'_>, depth: usize) -> Result<(), Finding> {
        match node.kind() {
            Kind::Object | Kind::Array if self.is_as_signed(node) => self.composer.add(node),
            Kind::Object | Kind::Array if depth > self.limits.nesting() => {
                return Err(found(code::input::DEPTH, Place::Root, TOGETHER));
            }
            Kind::Object | Kind::Array if place.names() > Limits::NAMES => {
                return Err(found(code::input::LIMIT_NAMES, Place::Root, TOGETHER));
            }
            Kind::Object => self.object(node, place, depth)?,
            Kind::Array => self.array(node, place, depth)?,
            _ => self.composer.add(node),
        }
        Ok(())
    }

    /// Whether nothing was, or could have been, taken out of this part of the payload. It keeps its depth, too.
    fn is_as_signed(&self, node: Node<'_>) -> bool {
        let extent = node.extent();
        let next = self.reserved.partition_point(|index| *index < extent.start);
        self.disclosing == 0 && self.reserved.get(next).is_none_or(|index| *index >= extent.end)
    }

    fn object(&mut self, node: Node<'s>, place: Place<'_>, depth: usize) -> Result<(), Finding> {
        let top = matches!(place, Place::Root);
        let object = self.composer.open(node);
        for (key, value) in node.members_by_key() {
            match key.text() {
                "_sd" => {}
                "_sd_alg" if top => {}
                name @ ("..." | "_sd_alg") => {
                    return Err(found(code::sd_jwt::CLAIM_RESERVED, Place::Member(&place, name), ""));
                }
                name => {
                    self.composer.key(key);
                    self.value(value, Place::Member(&place, name), depth + 1)?;
                }
            }
        }
        if let Some(digests) = node.get("_sd") {
            let of_digests = Place::Member(&place, "_sd");
            if !digests.is_array() {
                return Err(found(code::sd_jwt::DIGEST_MALFORMED, of_digests, "it must be an array"));
            }
            let mut names = HashSet::with_capacity(node.members().count() + digests.items().count());
            names.extend(node.members().map(|(name, _)| name));
            let mut withheld = false;
            for digest in digests.items() {
                let Some(index) = self.look_up(digest, of_digests)? else {
                    withheld = true;
                    continue;
                };
                let disclosure = &self.token.disclosures[index];
                let (key, name) = member_name(disclosure, place)?;
                if !names.insert(name) {
                    return Err(found(
                        code::sd_jwt::CLAIM_OVERWRITTEN,
                        Place::Member(&place, name),
                        "a disclosure gives it as well",
                    ));
                }
                if top && PLAIN_CLAIMS.contains(&name) {
                    return Err(found(code::sd_jwt::CLAIM_MUST_BE_PLAIN, Place::Member(&place, name), ""));
                }
                self.composer.name(key);
                self.disclosed(index, disclosure, Place::Member(&place, name), depth)?;
            }
            self.withheld_in.extend(withheld.then(|| place.pointer()));
        }
        self.composer.close(object);
        Ok(())
    }

    fn array(&mut self, node: Node<'s>, place: Place<'_>, depth: usize) -> Result<(), Finding> {
        let array = self.composer.open(node);
        let mut count = 0;
        let mut withheld = false;
        for item in node.items() {
            let here = Place::Item(&place, count);
            let Some(digest) = item.get("...") else {
                count += 1;
                self.value(item, here, depth + 1)?;
                continue;
            };
            if item.members().count() != 1 {
                return Err(found(code::sd_jwt::DIGEST_MALFORMED, here, "beside `...` nothing else may stand"));
            }
            let Some(index) = self.look_up(digest, here)? else {
                withheld = true;
                continue;
            };
            let disclosure = &self.token.disclosures[index];
            if disclosure.name().is_some() {
                return Err(found(
                    code::sd_jwt::DISCLOSURE_MALFORMED,
                    here,
                    "it discloses a member where an item belongs",
                ));
            }
            count += 1;
            self.disclosed(index, disclosure, here, depth)?;
        }
        self.withheld_in.extend(withheld.then(|| place.pointer()));
        self.composer.close(array);
        Ok(())
    }

    fn disclosed(
        &mut self,
        index: usize,
        disclosure: &'s Disclosure,
        place: Place<'_>,
        depth: usize,
    ) -> Result<(), Finding> {
        self.disclosing += 1;
        self.value(disclosure.value(), place, depth + 1)?;
        self.disclosing -= 1;
        self.places[index] = Some(place.pointer());
        Ok(())
    }

    /// The disclosure of a digest, if it was given.
    fn look_up(&mut self, digest: Node<'s>, place: Place<'_>) -> Result<Option<usize>, Finding> {
        let bytes = self.token.algorithm.bytes();
        let well_formed = |text: &&str| base64url::decode(text).is_ok_and(|decoded| decoded.len() == bytes);
        let Some(digest) = digest.as_str().filter(well_formed) else {
            return Err(found(
                code::sd_jwt::DIGEST_MALFORMED,
                place,
                "a digest is a string of the length that `_sd_alg` makes",
            ));
        };
        if !self.digests.insert(digest) {
            return Err(found(code::sd_jwt::DIGEST_DUPLICATE, place, ""));
        }
        Ok(self.by_digest.get(digest).copied())
    }
}

fn member_name<'s>(disclosure: &'s Disclosure, place: Place<'_>) -> Result<(Node<'s>, &'s str), Finding> {
    match disclosure.key().and_then(|key| Some((key, key.as_str()?))) {
        None => Err(found(code::sd_jwt::DISCLOSURE_MALFORMED, place, "it discloses an item where a member belongs")),
        Some((_, name)) if RESERVED.contains(&name) => {
            Err(found(code::sd_jwt::CLAIM_RESERVED, Place::Member(&place, name), ""))
        }
        Some(named) => Ok(named),
    }
}

fn found(code: Code, place: Place<'_>, detail: &str) -> Finding {
    Finding::new(code, place.pointer(), detail)
}
