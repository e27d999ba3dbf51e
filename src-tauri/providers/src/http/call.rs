//! One call: to which endpoint, in whose name, with what.
//!
//! Invariant: an address is built from an endpoint's template and checked names; nothing foreign can add a path, a query
//! or a host to it. Where a platform itself says where bytes go, its word is held against its list of hosts.

use countersign_core::gate::Account;
use countersign_core::model::{ChannelId, CorrelationId, CredentialRef, Platform, Secret};
use reqwest::Body;
use reqwest::multipart::Form;
use serde_json::Value;
use url::Url;

/// How an endpoint is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Delete,
    Put,
}

impl Verb {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Put => "PUT",
        }
    }
}

/// One endpoint of a platform. Its template is what the log shows.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) platform: Platform,
    pub(crate) host: &'static str,
    pub(crate) verb: Verb,
    pub(crate) template: &'static str,
}

/// What a call is for; it decides connection and patience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It changes nothing that anybody sees.
    Ask,
    /// It carries a picture or a part of a film and changes nothing that anybody sees.
    Upload,
    /// It makes something public, or takes it down.
    Commit,
}

/// In whose name a call is made.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Credential<'a> {
    /// To be revealed by the vault; the channel's sign-in is counted beside it, as the name there stays the same.
    Kept(&'a CredentialRef, u32),
    /// Just typed or pasted, not kept yet.
    Given(&'a Secret),
    /// In nobody's name: what proves who asks is in the call itself.
    Within,
}

/// In whose name, for which channel, and for which post's story.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) credential: Credential<'a>,
    /// None while it is being connected.
    pub(crate) channel: Option<ChannelId>,
    pub(crate) correlation: Option<CorrelationId>,
}

impl<'a> Caller<'a> {
    /// The account of a channel, with the credential that is kept for it.
    pub(crate) const fn of(account: &'a Account, correlation: Option<CorrelationId>) -> Self {
        let credential = Credential::Kept(&account.credential, account.sign_in);
        Self { credential, channel: Some(account.channel), correlation }
    }

    /// Whoever is being connected, with the credential that was just given.
    pub(crate) const fn new(credential: &'a Secret) -> Self {
        Self { credential: Credential::Given(credential), channel: None, correlation: None }
    }
}

#[derive(Debug)]
pub(crate) enum Payload {
    Empty,
    Json(Value),
    Multipart(Form),
    /// Fields that prove who asks.
    Proofs(Vec<(&'static str, Secret)>),
    /// Bytes, and what they are.
    Bytes(Vec<u8>, String),
    /// So many bytes, as they come.
    Stream(Body, u64),
}

/// How the credential is written down in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bearer,
    /// What the hosts of Meta that take bytes ask for.
    OAuth,
    /// An app's id and secret.
    Basic,
}

impl Scheme {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::OAuth => "OAuth",
            Self::Basic => "Basic",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) caller: Caller<'a>,
    pub(crate) names: &'a [&'a str],
    pub(crate) query: Vec<(&'static str, String)>,
    /// What is asked with signs that mean something to the platform, and so are not escaped.
    pub(crate) shaped: Vec<(&'static str, String)>,
    /// What proves who asks, where a platform takes it in the address alone.
    pub(crate) proven_by: Vec<(&'static str, &'a Secret)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Where the platform itself said that this goes.
    pub(crate) told: Option<String>,
    pub(crate) payload: Payload,
    pub(crate) purpose: Purpose,
    pub(crate) scheme: Scheme,
    /// How many bytes it carries, where they are so many that it takes longer than a picture.
    pub(crate) carries: u64,
    /// Whether the answer holds a secret of its own.
    pub(crate) sealed: bool,
}

impl<'a> Call<'a> {
    /// A call to `endpoint`, its `{…}` filled by `names` in order.
    pub(crate) fn new(endpoint: &'static Endpoint, caller: Caller<'a>, names: &'a [&'a str]) -> Self {
        Self {
            endpoint,
            caller,
            names,
            query: Vec::new(),
            shaped: Vec::new(),
            proven_by: Vec::new(),
            headers: Vec::new(),
            told: None,
            payload: Payload::Empty,
            purpose: Purpose::Ask,
            scheme: Scheme::Bearer,
            carries: 0,
            sealed: false,
        }
    }

    /// So many bytes, as they come.
    pub(crate) fn stream(mut self, body: Body, length: u64) -> Self {
        self.payload = Payload::Stream(body, length);
        self.purpose = Purpose::Upload;
        self.carries = length;
        self
    }

    /// So many bytes of the form are of a film.
    pub(crate) const fn carrying(mut self, length: u64) -> Self {
        self.carries = length;
        self
    }

    /// With the credential written down in another way.
    pub(crate) const fn by(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    pub(crate) fn ask(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Words of our own in a shape of the platform's, such as `List(A,B)`: brackets, commas and colons stay as they are.
    pub(crate) fn shaped(mut self, name: &'static str, value: String) -> Self {
        self.shaped.push((name, value));
        self
    }

    /// A secret in the address: for platforms that document no other way. What is answered is never shown.
    pub(crate) fn prove(mut self, name: &'static str, secret: &'a Secret) -> Self {
        self.proven_by.push((name, secret));
        self.sealed()
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// To the address that the platform gave out for this; the endpoint's template is for the log alone.
    pub(crate) fn at(mut self, told: &str) -> Self {
        self.told = Some(told.to_owned());
        self
    }

    pub(crate) fn bytes(mut self, bytes: Vec<u8>, mime: &str) -> Self {
        self.payload = Payload::Bytes(bytes, mime.to_owned());
        self.purpose = Purpose::Upload;
        self
    }

    /// Fields that hold secrets. What is answered holds some as well, and is never shown.
    pub(crate) fn proofs(mut self, fields: Vec<(&'static str, Secret)>) -> Self {
        self.payload = Payload::Proofs(fields);
        self.sealed()
    }

    /// What is answered holds a secret, and is never shown.
    pub(crate) fn sealed(mut self) -> Self {
        self.sealed = true;
        self
    }

    pub(crate) fn json(mut self, value: Value) -> Self {
        self.payload = Payload::Json(value);
        self
    }

    pub(crate) fn multipart(mut self, form: Form) -> Self {
        self.payload = Payload::Multipart(form);
        self.purpose = Purpose::Upload;
        self
    }

    pub(crate) fn commits(mut self) -> Self {
        self.purpose = Purpose::Commit;
        self
    }

    /// The platform's own address of this call; none if a name can't stand in an address.
    pub(crate) fn address(&self) -> Option<Url> {
        if let Some(told) = &self.told {
            return Url::parse(told).ok();
        }
        let mut address = Url::parse(&format!("https://{}{}", self.endpoint.host, self.path()?)).ok()?;
        if !self.query.is_empty() {
            address.query_pairs_mut().extend_pairs(&self.query);
        }
        if !self.shaped.iter().all(|(_, value)| is_shaped(value)) {
            return None;
        }
        if !self.shaped.is_empty() {
            let shaped: Vec<String> = self.shaped.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let query = address.query().map(|query| format!("{query}&")).unwrap_or_default();
            address.set_query(Some(&format!("{query}{}", shaped.join("&"))));
        }
        for (name, secret) in &self.proven_by {
            address.query_pairs_mut().append_pair(name, secret.expose());
        }
        Some(address)
    }

    fn path(&self) -> Option<String> {
        let mut names = self.names.iter();
        let mut path = String::new();
        for segment in self.endpoint.template.split('/').skip(1) {
            path.push('/');
            let mut rest = segment;
            while let Some((before, named)) = rest.split_once('{') {
                path.push_str(before);
                push(names.next().copied().filter(|name| is_name(name))?, &mut path);
                rest = named.split_once('}')?.1;
            }
            path.push_str(rest);
        }
        names.next().is_none().then_some(path)
    }
}

/// Ids of all platforms, `me` and versions; no separator, no escape, no dots alone.
fn is_name(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-') || escaped(byte).is_some())
        && name.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// What stands in names and means something in an address.
const fn escaped(byte: u8) -> Option<&'static str> {
    match byte {
        b':' => Some("%3A"),
        b'(' => Some("%28"),
        b')' => Some("%29"),
        b',' => Some("%2C"),
        b'=' => Some("%3D"),
        _ => None,
    }
}

/// Letters, digits, and the signs that give a shape; a colon that gives none is escaped.
fn is_shaped(value: &str) -> bool {
    value
        .replace("%3A", "")
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'(' | b')' | b',' | b':'))
}

/// LinkedIn's names hold colons, which it reads as structure unless they are escaped.
fn push(name: &str, path: &mut String) {
    for letter in name.bytes() {
        match escaped(letter) {
            Some(escaped) => path.push_str(escaped),
            None => path.push(char::from(letter)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FEED: Endpoint = Endpoint {
        platform: Platform::Facebook,
        host: "graph.facebook.com",
        verb: Verb::Post,
        template: "/{version}/{node}/feed",
    };

    fn address(names: &[&str]) -> Option<String> {
        let secret = Secret::new(String::new());
        Call::new(&FEED, Caller::new(&secret), names).ask("fields", "id,a&b").address().map(String::from)
    }

    #[test]
    fn names_fill_the_template() {
        assert_eq!(
            address(&["v25.0", "104857600012345"]).unwrap(),
            "https://graph.facebook.com/v25.0/104857600012345/feed?fields=id%2Ca%26b"
        );
    }

    #[test]
    fn a_name_with_colons_is_escaped() {
        assert_eq!(
            address(&["v25.0", "urn:li:share:1"]).unwrap(),
            "https://graph.facebook.com/v25.0/urn%3Ali%3Ashare%3A1/feed?fields=id%2Ca%26b"
        );
    }

    #[test]
    fn a_name_can_not_become_a_path() {
        for wrong in ["", ".", "..", "1/2", "1?x=1", "1#x", "%2e%2e", "1%2f2", "a b", "é", "me\n"] {
            assert_eq!(address(&["v25.0", wrong]), None, "{wrong:?} must not end up in an address");
        }
        assert_eq!(address(&["v25.0"]), None, "a missing name is no address");
        assert_eq!(address(&["v25.0", "1", "2"]), None, "a name too many is a mistake");
    }
}
