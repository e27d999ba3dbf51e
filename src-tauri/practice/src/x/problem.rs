//! How X words a refusal.
//!
//! Invariant: three shapes and no other: the plain problem, the invalid request that names its parameters, and the
//! partial error that comes inside an answer.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::reply::Reply;

/// A refusal.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    content_type: &'static str,
    body: Value,
}

impl Problem {
    pub(crate) fn plain(status: StatusCode, title: &str, detail: &str) -> Self {
        Self {
            status,
            content_type: "application/problem+json; charset=utf-8",
            body: json!({ "title": title, "detail": detail, "type": "about:blank", "status": status.as_u16() }),
        }
    }

    pub(crate) fn into_reply(self) -> Reply {
        let mut reply = Reply::json(self.status, self.body);
        reply.content_type = self.content_type;
        reply
    }
}

pub(crate) fn unauthorized() -> Problem {
    Problem::plain(StatusCode::UNAUTHORIZED, "Unauthorized", "Unauthorized")
}

pub(crate) fn forbidden(detail: &str) -> Problem {
    Problem::plain(StatusCode::FORBIDDEN, "Forbidden", detail)
}

/// Everything that was paid for is used up.
pub(crate) fn no_credits(account: &str) -> Problem {
    let title = "CreditsDepleted";
    let detail = "Your enrolled account does not have any credits to fulfill this request.";
    let mut problem = Problem::plain(StatusCode::PAYMENT_REQUIRED, title, detail);
    problem.body["type"] = json!("https://api.x.com/2/problems/credits");
    problem.body["account_id"] = json!(account);
    problem
}

/// A refusal that is known by its type.
pub(crate) fn typed(status: StatusCode, kind: &str, detail: &str) -> Problem {
    let mut problem = Problem::plain(status, status.canonical_reason().unwrap_or("Forbidden"), detail);
    problem.body["type"] = json!(format!("https://api.x.com/2/problems/{kind}"));
    problem
}

/// What is for apps that signed up for `enrolment`.
pub(crate) fn not_enrolled(client: &str, enrolment: &str) -> Problem {
    let detail =
        &format!("When authenticating requests to this endpoint, your client must be enrolled in {enrolment}.");
    let mut problem = typed(StatusCode::FORBIDDEN, "client-forbidden", detail);
    problem.body["title"] = json!("Client Forbidden");
    problem.body["reason"] = json!("client-not-enrolled");
    problem.body["client_id"] = json!(client);
    problem.body["required_enrollment"] = json!(enrolment);
    problem
}

pub(crate) fn not_found() -> Problem {
    Problem::plain(StatusCode::NOT_FOUND, "Not Found", "Not Found")
}

pub(crate) fn conflict(detail: &str) -> Problem {
    Problem::plain(StatusCode::CONFLICT, "Conflict", detail)
}

pub(crate) fn too_many() -> Problem {
    Problem::plain(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests", "Too Many Requests")
}

pub(crate) fn too_large(detail: &str) -> Problem {
    Problem::plain(StatusCode::PAYLOAD_TOO_LARGE, "Payload Too Large", detail)
}

/// An invalid request; `parameter` is left empty where the body as a whole is at fault.
pub(crate) fn invalid(parameter: &str, value: &str, message: &str) -> Problem {
    let parameters = if parameter.is_empty() { json!({}) } else { json!({ parameter: [value] }) };
    Problem {
        status: StatusCode::BAD_REQUEST,
        content_type: "application/json; charset=utf-8",
        body: json!({
            "errors": [{ "parameters": parameters, "message": message }],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": "https://api.x.com/2/problems/invalid-request",
        }),
    }
}

/// The partial error for something that is not there.
pub(crate) fn missing(kind: &str, parameter: &str, id: &str) -> Value {
    json!({
        "value": id,
        "detail": format!("Could not find {kind} with {parameter}: [{id}]."),
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": id,
        "type": "https://api.x.com/2/problems/resource-not-found",
    })
}

/// The partial error for a field that this token may not see.
pub(crate) fn withheld_field(id: u64, field: &str) -> Value {
    json!({
        "resource_id": id.to_string(),
        "parameter": "id",
        "resource_type": "tweet",
        "section": "data",
        "field": field,
        "value": id.to_string(),
        "title": "Field Authorization Error",
        "detail": format!("Sorry, you are not authorized to access '{field}' on the Tweet with id : [{id}]."),
        "type": "https://api.x.com/2/problems/not-authorized-for-field",
    })
}
