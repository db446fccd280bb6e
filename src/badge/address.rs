use super::class::{Class, class, setters};
use super::ids;
use crate::json::{Node, Number, Object, Value};
use crate::report::Findings;
use crate::vc::reader::{Read, Reader};
use crate::vc::writer;

/// Where somebody is ([Address](https://www.imsglobal.org/spec/ob/v3p0/#address)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Address {
    /// The id of the address as a thing of its own; Open Badges 3.0 does not ask for one.
    pub id: Option<String>,
    /// All types; `Address` is among them.
    pub types: Vec<String>,
    /// The country's name.
    pub address_country: Option<String>,
    /// The country's code: two letters of ISO 3166-1.
    pub address_country_code: Option<String>,
    /// The region within the country.
    pub address_region: Option<String>,
    /// The town.
    pub address_locality: Option<String>,
    /// Street and number.
    pub street_address: Option<String>,
    /// The number of a post office box.
    pub post_office_box_number: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// Where that is on the globe.
    pub geo: Option<GeoCoordinates>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl Address {
    /// An address with nothing in it yet.
    pub fn new() -> Self {
        Self {
            id: None,
            types: vec!["Address".into()],
            address_country: None,
            address_country_code: None,
            address_region: None,
            address_locality: None,
            street_address: None,
            post_office_box_number: None,
            postal_code: None,
            geo: None,
            extra: Object::new(),
        }
    }

    /// Gives it and its place on the globe the names that they have under somebody's, where they have none.
    pub(super) fn complete_ids(&mut self, owner: &str) {
        if let Some(geo) = &mut self.geo
            && ids::is_missing(&geo.id)
        {
            geo.id = Some(ids::derived(geo, owner, "geo"));
        }
        if ids::is_missing(&self.id) {
            self.id = Some(ids::derived(self, owner, "address"));
        }
    }
}

impl Default for Address {
    fn default() -> Self {
        Self::new()
    }
}

setters!(Address {
    set id: String,
    set address_country: String,
    set address_country_code: String,
    set address_region: String,
    set address_locality: String,
    set street_address: String,
    set post_office_box_number: String,
    set postal_code: String,
    set geo: GeoCoordinates,
});
class!(Address);

impl Read for Address {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        Some(Self {
            id: reader.string("id"),
            types: reader.types("Address"),
            address_country: reader.string("addressCountry"),
            address_country_code: reader.string("addressCountryCode"),
            address_region: reader.string("addressRegion"),
            address_locality: reader.string("addressLocality"),
            street_address: reader.string("streetAddress"),
            post_office_box_number: reader.string("postOfficeBoxNumber"),
            postal_code: reader.string("postalCode"),
            geo: reader.one("geo"),
            extra: reader.rest(),
        })
    }
}

impl Class for Address {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("Address", &self.types))
            .with_some("addressCountry", self.address_country.as_ref())
            .with_some("addressCountryCode", self.address_country_code.as_ref())
            .with_some("addressRegion", self.address_region.as_ref())
            .with_some("addressLocality", self.address_locality.as_ref())
            .with_some("streetAddress", self.street_address.as_ref())
            .with_some("postOfficeBoxNumber", self.post_office_box_number.as_ref())
            .with_some("postalCode", self.postal_code.as_ref())
            .with_some("geo", self.geo.as_ref());
        writer::with_rest(object, &self.extra)
    }
}

/// A place on the globe ([GeoCoordinates](https://www.imsglobal.org/spec/ob/v3p0/#geocoordinates)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeoCoordinates {
    /// The id of the place as a thing of its own; Open Badges 3.0 does not ask for one.
    pub id: Option<String>,
    /// Degrees north of the equator (WGS 84), -90 to 90.
    pub latitude: Number,
    /// Degrees east of Greenwich (WGS 84), -180 to 180.
    pub longitude: Number,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl GeoCoordinates {
    /// A place from its latitude and longitude in degrees (WGS 84).
    pub fn new(latitude: Number, longitude: Number) -> Self {
        Self { id: None, latitude, longitude, extra: Object::new() }
    }
}

setters!(GeoCoordinates { set id: String, });
class!(GeoCoordinates);

impl Read for GeoCoordinates {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        reader.single_type("GeoCoordinates");
        let [latitude, longitude] = ["latitude", "longitude"].map(|name| {
            let degrees = reader.one::<Number>(name);
            if degrees.is_none() {
                reader.missing(name);
            }
            degrees
        });
        Some(Self { id: reader.string("id"), latitude: latitude?, longitude: longitude?, extra: reader.rest() })
    }
}

impl Class for GeoCoordinates {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", "GeoCoordinates")
            .with("latitude", self.latitude.clone())
            .with("longitude", self.longitude.clone());
        writer::with_rest(object, &self.extra)
    }
}
