//! How the Graph API words a refusal.
//!
//! Invariant: the code and the subcode say what happened; the status and the words are only for show, as there.

use axum::http::StatusCode;
use serde_json::json;

use crate::clock::page_time;
use crate::reply::Reply;

/// A refusal.
#[derive(Debug)]
pub(crate) struct GraphError {
    status: StatusCode,
    kind: &'static str,
    code: i64,
    subcode: Option<u32>,
    message: String,
    /// Title and words for a person.
    user: Option<Box<(&'static str, String)>>,
    /// WhatsApp's own words beside the message.
    details: Option<Box<str>>,
    /// Which piece of an upload would be the right one.
    offsets: Option<Box<(u64, u64)>>,
    transient: bool,
}

impl GraphError {
    pub(crate) fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "OAuthException",
            code,
            subcode: None,
            message: message.into(),
            user: None,
            details: None,
            offsets: None,
            transient: false,
        }
    }

    pub(crate) fn sub(mut self, subcode: u32) -> Self {
        self.subcode = Some(subcode);
        self
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    pub(crate) fn user(mut self, title: &'static str, words: impl Into<String>) -> Self {
        self.user = Some(Box::new((title, words.into())));
        self
    }

    pub(crate) fn details(mut self, words: impl Into<String>) -> Self {
        self.details = Some(words.into().into_boxed_str());
        self
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> i64 {
        self.code
    }

    pub(crate) fn into_reply(self, trace: &str) -> Reply {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "fbtrace_id": trace,
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        if let Some(details) = self.details {
            error["error_data"] = json!({ "messaging_product": "whatsapp", "details": details });
        }
        if let Some((start, end)) = self.offsets.as_deref() {
            error["error_data"] = json!({ "start_offset": start.to_string(), "end_offset": end.to_string() });
        }
        if self.transient {
            error["is_transient"] = json!(true);
        }
        if let Some((title, words)) = self.user.map(|told| *told) {
            error["is_transient"] = json!(self.transient);
            error["error_user_title"] = json!(title);
            error["error_user_msg"] = json!(words);
        }
        let challenge =
            (self.code == 190).then(|| format!("OAuth \"Facebook Platform\" \"invalid_token\" \"{}\"", self.message));
        let reply = Reply::json(self.status, json!({ "error": error }));
        match challenge {
            Some(challenge) => reply.with("www-authenticate", challenge),
            None => reply,
        }
    }
}

pub(crate) fn invalid(message: &str) -> GraphError {
    GraphError::new(100, format!("(#100) {message}"))
}

pub(crate) fn no_token() -> GraphError {
    GraphError::new(104, "An access token is required to request this resource.").status(StatusCode::UNAUTHORIZED)
}

pub(crate) fn bad_token() -> GraphError {
    GraphError::new(190, "Invalid OAuth access token - Cannot parse access token")
}

pub(crate) fn expired_token(now: i64) -> GraphError {
    let message =
        format!("Error validating access token: Session has expired. The current time is {}.", page_time(now));
    GraphError::new(190, message).sub(463)
}

pub(crate) fn revoked_token() -> GraphError {
    GraphError::new(190, "Error validating access token: The user has not authorized application.").sub(458)
}

pub(crate) fn needs_page_token() -> GraphError {
    GraphError::new(190, "A Page access token is required for this call for the new Pages experience.").sub(2_069_032)
}

pub(crate) fn no_such_app() -> GraphError {
    GraphError::new(101, "Error validating application. Cannot get application info due to a system error.")
}

pub(crate) fn wrong_secret() -> GraphError {
    GraphError::new(1, "Error validating client secret.")
}

pub(crate) fn bad_code() -> GraphError {
    GraphError::new(100, "This authorization code has been used or has expired.").sub(36_009)
}

pub(crate) fn wrong_redirect() -> GraphError {
    GraphError::new(
        100,
        "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
    )
    .sub(36_008)
}

pub(super) fn not_allowed(scope: &str) -> GraphError {
    GraphError::new(200, format!("(#200) Requires {scope} permission to manage the object."))
        .status(StatusCode::FORBIDDEN)
}

pub(crate) fn not_permitted() -> GraphError {
    GraphError::new(200, "(#200) The token does not have the permission to act on this Page.")
        .status(StatusCode::FORBIDDEN)
}

pub(crate) fn unknown_path(path: &str) -> GraphError {
    GraphError::new(2_500, format!("Unknown path components: /{path}"))
}

pub(crate) fn unsupported_request() -> GraphError {
    let mut error = GraphError::new(100, "Unsupported request. This endpoint or method is not supported here.").sub(33);
    error.kind = "GraphMethodException";
    error
}

pub(crate) fn no_such_object(id: &str) -> GraphError {
    let message = format!(
        "Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or \
         does not support this operation"
    );
    let mut error = GraphError::new(100, message).sub(33);
    error.kind = "GraphMethodException";
    error
}

pub(crate) fn no_such_field(field: &str, node: &str) -> GraphError {
    invalid(&format!("Tried accessing nonexisting field ({field}) on node type ({node})"))
}

pub(crate) fn no_such_edge(node: &str) -> GraphError {
    invalid(&format!("Tried accessing nonexisting edge on node type ({node})"))
}

pub(crate) fn page_limit() -> GraphError {
    GraphError::new(80_001, "(#80001) There have been too many calls to this Page account. Wait a bit and try again.")
}

pub(crate) fn app_limit() -> GraphError {
    GraphError::new(32, "(#32) Page request limit reached").status(StatusCode::FORBIDDEN)
}

pub(crate) fn service_down(status: StatusCode) -> GraphError {
    GraphError::new(2, "An unexpected error has occurred. Please retry your request later.").status(status).transient()
}

pub(crate) fn duplicate() -> GraphError {
    GraphError::new(506, "(#506) Duplicate status message").sub(1_455_006).user(
        "Duplicate Status Update",
        "This status update is identical to the last one you posted. Try posting something different, or delete your \
         previous update.",
    )
}

pub(crate) fn bad_picture() -> GraphError {
    GraphError::new(100, "Invalid parameter").sub(1_366_046).user(
        "Can't Read Files",
        "Your photos couldn't be uploaded. Photos should be smaller than 4 MB and saved as JPG or PNG.",
    )
}

pub(crate) fn picture_in_use() -> GraphError {
    GraphError::new(100, "Invalid parameter")
        .sub(1_366_051)
        .user("Photos Already Posted", "These photos were already posted.")
}

pub(crate) fn unreachable_url() -> GraphError {
    GraphError::new(100, "Invalid parameter")
        .sub(2_061_006)
        .user("Bad URL", "The picture could not be fetched from this address.")
}

pub(crate) fn bad_link() -> GraphError {
    GraphError::new(100, "Invalid parameter")
        .sub(1_609_005)
        .user("Link Can't Be Shared", "This address could not be read. Check it and try again.")
}

pub(crate) fn link_to_facebook() -> GraphError {
    GraphError::new(100, "Invalid parameter")
        .sub(1_609_008)
        .user("Link Can't Be Shared", "Addresses of facebook.com cannot be shared this way.")
}

/// An upload that is over, or never was.
pub(crate) fn no_such_upload() -> GraphError {
    GraphError::new(6_001, "There was a problem uploading your video file.")
        .sub(1_363_026)
        .user("Upload Session Not Found", "There was a problem uploading your video file. Please try again.")
}

pub(crate) fn wrong_offset(start: u64, end: u64) -> GraphError {
    let mut error = GraphError::new(6_001, "There was a problem uploading your video file.")
        .sub(1_363_037)
        .user("Wrong Offset", "The piece of the video does not begin where the one before it ends.");
    error.offsets = Some(Box::new((start, end)));
    error
}

/// Meta documents the limit, and no code for it.
pub(crate) fn too_many_reels() -> GraphError {
    GraphError::new(613, "(#613) Calls to this api have exceeded the rate limit.")
}

/// Nobody is meant whom the Page may write to.
pub(crate) fn nobody() -> GraphError {
    GraphError::new(100, "(#100) No matching user found").sub(2_018_001)
}

/// Too long ago to be answered.
pub(crate) fn window_over() -> GraphError {
    GraphError::new(10, "(#10) This message is sent outside of allowed window.").sub(2_018_278)
}

/// A comment is answered in private once.
pub(crate) fn answered_before() -> GraphError {
    GraphError::new(10_900, "(#10900) Activity already replied to")
}

pub(crate) fn no_metric() -> GraphError {
    GraphError::new(3_001, "(#3001) Invalid query: a metric is needed").sub(1_504_028)
}

pub(crate) fn bad_metric() -> GraphError {
    GraphError::new(100, "(#100) The value must be a valid insights metric")
}

pub(crate) fn too_few_followers() -> GraphError {
    GraphError::new(100, "(#100) Insights are not available for a Page of fewer than 100 followers").sub(2_874_008)
}
