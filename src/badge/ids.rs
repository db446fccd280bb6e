use super::class::Class;
use super::{Alignment, Evidence};
use crate::codec::digest;
use crate::env::{self, EntropyError, Environment};
use crate::json::Value;

/// Gives a node a name of its own, `urn:uuid:…`, if it has none.
pub(super) fn complete(id: &mut Option<String>, environment: &Environment) -> Result<(), EntropyError> {
    if is_missing(id) {
        *id = Some(environment.urn_uuid()?);
    }
    Ok(())
}

pub(super) fn is_missing(id: &Option<String>) -> bool {
    id.as_deref().is_none_or(str::is_empty)
}

/// A name for a node in a member of something that has one, made of that one and of all that the node says. So whoever is
/// described in the same words is the same in every credential, down to what stands inside, and nothing that says anything else
/// has the name.
pub(super) fn derived(node: &impl Class, owner: &str, member: &str) -> String {
    let whole = Value::Array(vec![owner.into(), member.into(), node.write()]).to_string();
    let digest = digest::sha256(whole);
    env::urn_uuid(std::array::from_fn(|at| digest[at]), 8)
}

pub(super) fn complete_alignments(alignments: &mut [Alignment], environment: &Environment) -> Result<(), EntropyError> {
    alignments.iter_mut().try_for_each(|alignment| complete(&mut alignment.id, environment))
}

pub(super) fn complete_evidence(evidence: &mut [Evidence], environment: &Environment) -> Result<(), EntropyError> {
    evidence.iter_mut().try_for_each(|evidence| complete(&mut evidence.id, environment))
}

#[cfg(test)]
mod tests {
    use crate::badge::{Address, GeoCoordinates, Profile, ProfileRef};
    use crate::env::Environment;
    use crate::json::Value;
    use std::collections::BTreeSet;

    fn completed(profile: &Profile) -> Value {
        let mut whole = ProfileRef::from(profile.clone());
        whole.complete_ids(&Environment::system()).unwrap();
        whole.to_json()
    }

    /// One profile is one in every credential, and no two things in profiles have one name.
    #[test]
    fn what_stands_inside_a_profile_is_named_by_what_it_says() {
        let dublin = Address::new().address_country_code("IE").geo(GeoCoordinates::new(53.into(), (-6_i64).into()));
        let college = Profile::new("https://college.example/").address(dublin.clone());
        let mut group = Profile::new("");
        group.id = None;
        let school = Profile::new("https://school.example/").address(dublin.clone()).parent_org(group.address(dublin));
        assert_eq!(completed(&college), completed(&college));
        assert_eq!(completed(&school), completed(&school));

        let moved = Address::new().address_country_code("IE").address_region("Dublin");
        let emptier = Address::new().address_country_code("IE");
        let others = [moved, emptier].map(|address| Profile::new("https://college.example/").address(address));
        let ids = |profile: &Value| {
            let address = profile.get("address").unwrap();
            let inside = [Some(address), address.get("geo"), profile.get("parentOrg")];
            inside.map(|node| node.and_then(|node| node.get("id")).and_then(Value::as_str).map(str::to_owned))
        };
        let all: Vec<_> = [&college, &school, &others[0], &others[1]]
            .into_iter()
            .flat_map(|own| ids(&completed(own)))
            .flatten()
            .collect();
        assert_eq!(all.len(), 7);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 7, "{all:?}");
        assert!(all.iter().all(|id| id.starts_with("urn:uuid:") && id.as_bytes()[23] == b'8'), "{all:?}");
    }
}
