//! The pages that show a post as the public would see it.
//!
//! Invariant: whatever came from outside is escaped on its way in; a page has no script and may load nothing but
//! pictures of this same listener.

use std::fmt::Write as _;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

const STYLE: &str = "body{margin:0;background:#f3f4f6;color:#16191d;font:16px/1.5 system-ui,sans-serif}\
main{max-width:36rem;margin:2rem auto;padding:0 1rem}\
.note{color:#5b6470;font-size:.85rem;margin:0 0 1rem}\
article{background:#fff;border:1px solid #dfe3e8;border-radius:.75rem;padding:1rem 1.25rem;margin:0 0 .75rem}\
article.under{margin-inline-start:1.5rem}\
article.asked{border-color:#3366cc}\
h1,h2{font-size:1rem;margin:0}\
.handle,time,figcaption{color:#5b6470;font-size:.85rem;font-weight:400}\
p.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0}\
figure{margin:.5rem 0}img{max-width:100%;border-radius:.5rem;display:block}\
@media (prefers-color-scheme:dark){body{background:#101317;color:#e8eaed}\
article{background:#181c22;border-color:#2c333c}.note,.handle,time,figcaption{color:#9aa4b1}}";

/// A page about one post and what hangs together with it.
pub(crate) struct Page {
    pub(crate) platform: &'static str,
    pub(crate) items: Vec<Item>,
}

/// The page of an account: its posts, each with the address of its own page.
pub(crate) struct Wall {
    pub(crate) platform: &'static str,
    pub(crate) name: String,
    pub(crate) items: Vec<(Item, String)>,
}

impl Wall {
    pub(crate) fn into_response(self) -> Response {
        let mut body = format!("<h1><bdi>{}</bdi></h1>", escape(&self.name));
        if self.items.is_empty() {
            body.push_str("<p class=\"note\">Nothing was posted here yet.</p>");
        }
        for (mut item, address) in self.items {
            item.asked = false;
            body.push_str(&item.html());
            // A String cannot refuse to be written to.
            let _ = write!(body, "<p class=\"note\"><a href=\"{}\">Open this post</a></p>", escape(&address));
        }
        document(StatusCode::OK, &format!("{} on {} (practice)", self.name, self.platform), self.platform, &body)
    }
}

/// One post, thread part or comment.
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) handle: String,
    pub(crate) time: String,
    pub(crate) text: String,
    pub(crate) link: Option<String>,
    /// Address and description.
    pub(crate) pictures: Vec<(String, Option<String>)>,
    /// The post that the page was opened for.
    pub(crate) asked: bool,
    /// Shown under the post before it.
    pub(crate) under: bool,
}

pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

impl Page {
    pub(crate) fn into_response(self) -> Response {
        let who = self.items.iter().find(|item| item.asked).map(|item| item.name.clone()).unwrap_or_default();
        let mut body = String::new();
        for item in &self.items {
            body.push_str(&item.html());
        }
        document(StatusCode::OK, &format!("{who} on {} (practice)", self.platform), self.platform, &body)
    }
}

impl Item {
    fn html(&self) -> String {
        let class = match (self.asked, self.under) {
            (true, _) => "asked",
            (false, true) => "under",
            (false, false) => "beside",
        };
        let heading = if self.asked { "h1" } else { "h2" };
        let mut html = format!(
            "<article class=\"{class}\"><{heading}><bdi>{}</bdi> <span class=\"handle\">{}</span></{heading}>\
             <time>{}</time><p class=\"text\" dir=\"auto\">{}</p>",
            escape(&self.name),
            escape(&self.handle),
            escape(&self.time),
            escape(&self.text),
        );
        if let Some(link) = &self.link {
            // A String cannot refuse to be written to.
            let _ = write!(html, "<p class=\"handle\">{}</p>", escape(link));
        }
        for (source, alt) in &self.pictures {
            let alt = alt.as_deref().unwrap_or_default();
            let _ = write!(html, "<figure><img src=\"{}\" alt=\"{}\">", escape(source), escape(alt));
            if !alt.is_empty() {
                let _ = write!(html, "<figcaption dir=\"auto\">{}</figcaption>", escape(alt));
            }
            html.push_str("</figure>");
        }
        html.push_str("</article>");
        html
    }
}

fn document(status: StatusCode, title: &str, platform: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{}</title>\
         <style>{STYLE}</style></head><body><main>\
         <p class=\"note\">Practice {}: this page exists on this computer only.</p>{body}</main></body></html>",
        escape(title),
        escape(platform),
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// A page that asks something. `form` is put there as it is: whatever came from outside is escaped in it.
pub(crate) fn form(title: &str, platform: &str, form: &str) -> Response {
    document(StatusCode::OK, &format!("{title} (practice)"), platform, form)
}

/// A page that says why nothing goes on.
pub(crate) fn notice(status: StatusCode, title: &str, platform: &str, text: &str) -> Response {
    let body =
        format!("<article class=\"asked\"><h1>{}</h1><p class=\"text\">{}</p></article>", escape(title), escape(text));
    document(status, &format!("{title} (practice)"), platform, &body)
}

pub(crate) fn not_found() -> Response {
    let body = "<article class=\"asked\"><h1>Nothing here</h1><p class=\"text\">This post does not exist, or it was \
                removed.</p></article>";
    document(StatusCode::NOT_FOUND, "Nothing here", "platforms", body)
}

/// The bytes of a picture, or the page that says there is none.
pub(crate) fn picture(found: Option<(Bytes, &'static str)>) -> Response {
    let Some((bytes, mime)) = found else { return not_found() };
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
