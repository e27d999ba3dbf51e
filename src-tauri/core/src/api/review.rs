//! Use cases of review.

use std::sync::Arc;

use super::context::Api;
use super::signing::for_another_doctor;
use super::today::expiring;
use super::types::{
    DisplayState, PostRef, Remark, RemarkResolve, Resolution, ReviewQueue, ReviewSeen, ReviewSheet, ReviewWords,
    SeenBefore, Signature,
};
use super::views::{self, Which, here, name_of, names};
use super::when::when;
use crate::clinic::{self, Caller, fingerprint};
use crate::draft;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{Digest, PostId, Role};
use crate::review::{self, RemarkKind};

pub(super) fn queue(api: &Api, caller: &Caller, (): ()) -> Result<ReviewQueue> {
    api.db.read(|tx| {
        let now = api.env.now();
        let mut posts = views::summaries(tx, now, &Which::All)?;
        posts.retain(|post| post.state == DisplayState::Waiting);
        let mut for_another = Vec::new();
        if caller.roles.contains(&Role::Doctor) {
            for post in &posts {
                if for_another_doctor(tx, caller.person, post.id)?.is_some() {
                    for_another.push(post.id);
                }
            }
        }
        Ok(ReviewQueue { expiring: expiring(tx, now)?, for_another, posts })
    })
}

pub(super) fn open(api: &Api, caller: &Caller, which: PostRef) -> Result<ReviewSheet> {
    let manifest = super::draft::manifest(api, which.id)?;
    let (digest, window, not_yet) = match manifest {
        Ok(manifest) => (manifest.digest, Some((manifest.body.not_before, manifest.body.not_after)), None),
        Err(not_yet) => (Digest::of(b""), None, Some(not_yet.sentence())),
    };
    let cannot_sign = match not_yet {
        None if !caller.roles.contains(&Role::Doctor) => Some("Only a doctor can sign.".to_owned()),
        None => api.db.read(|tx| for_another_doctor(tx, caller.person, which.id))?.map(str::to_owned),
        told => told,
    };
    sheet(api, caller, which.id, digest, window, cannot_sign)
}

/// A screen shows this version to the person who is signed in.
pub(super) fn seen(api: &Api, caller: &Caller, shown: ReviewSeen) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| review::see(tx, &env, by, shown.post_id, shown.revision_id))
}

fn sheet(
    api: &Api,
    caller: &Caller,
    id: PostId,
    manifest: Digest,
    window: Option<(crate::model::Millis, crate::model::Millis)>,
    cannot_sign: Option<String>,
) -> Result<ReviewSheet> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let names = names(tx)?;
        let head = draft::head(tx, id)?;
        let mut talk = Vec::new();
        for remark in review::talk(tx, id)? {
            let upon = draft::revision(tx, remark.revision)?;
            let stands = remark.anchor.as_ref().map(|anchor| anchor.follow(&upon.content, &head.content));
            let resolution = match (&stands, remark.resolved, remark.kind) {
                (_, Some(_), _) => Some(Resolution::Settled),
                (Some(None), None, _) => Some(Resolution::WordsChanged),
                (Some(Some(_)), None, _) | (None, None, RemarkKind::ChangeRequest) => Some(Resolution::Open),
                (None, None, RemarkKind::Remark | RemarkKind::Rejection) => None,
            };
            talk.push(Remark {
                id: remark.id,
                by: name_of(&names, remark.person),
                at: when(remark.at, &zone),
                kind: remark.kind,
                text: remark.text,
                revision_number: upon.number,
                anchor: stands.flatten().or(remark.anchor),
                resolution,
                resolved_by: remark.resolved.map(|(_, person)| name_of(&names, person)),
                resolved: remark.resolved.map(|(at, _)| when(at, &zone)),
            });
        }
        let seen_before = review::seen_before(tx, caller.person, id, head.revision)?
            .map(|(revision, at)| {
                let revision = draft::revision(tx, revision)?;
                Ok::<_, Error>(SeenBefore { at: when(at, &zone), number: revision.number, content: revision.content })
            })
            .transpose()?
            .filter(|seen| seen.content != head.content);
        let signed = gate::signatures(tx, id)?;
        let mut signatures = Vec::new();
        for approval in &signed.given {
            signatures.push(Signature {
                by: name_of(&names, approval.person),
                registration: clinic::person(tx, approval.person)?.registration,
                at: when(approval.signed_at, &zone),
                manifest: approval.manifest,
                key_fingerprint: fingerprint(&approval.public_key),
                beforehand: approval.beforehand.is_some(),
            });
        }
        Ok(ReviewSheet {
            post: views::post(tx, &api.env, id)?,
            manifest,
            not_before: window.map(|(from, _)| when(from, &zone)),
            not_after: window.map(|(_, to)| when(to, &zone)),
            cannot_sign,
            seen_before,
            note: head.note,
            talk,
            signatures,
            signatures_missing: signed.missing(),
        })
    })
}

fn say(api: &Api, caller: &Caller, words: ReviewWords, kind: RemarkKind) -> Result<ReviewSheet> {
    let (env, by, post) = (Arc::clone(&api.env), caller.person, words.post_id);
    api.db.write(move |tx| {
        review::remark(tx, &env, by, post, kind, &words.text, words.anchor.as_ref())?;
        if kind != RemarkKind::Remark {
            // Nobody wants both: a signature that covers nothing just now would count again with the time it was made for.
            gate::withdraw(tx, &env, by, post)?;
            gate::reconsider(tx, &env, post)?;
        }
        Ok::<_, Error>(())
    })?;
    open(api, caller, PostRef { id: post })
}

pub(super) fn remark(api: &Api, caller: &Caller, words: ReviewWords) -> Result<ReviewSheet> {
    say(api, caller, words, RemarkKind::Remark)
}

pub(super) fn request_changes(api: &Api, caller: &Caller, words: ReviewWords) -> Result<ReviewSheet> {
    say(api, caller, words, RemarkKind::ChangeRequest)
}

pub(super) fn reject(api: &Api, caller: &Caller, words: ReviewWords) -> Result<ReviewSheet> {
    say(api, caller, words, RemarkKind::Rejection)
}

pub(super) fn resolve(api: &Api, caller: &Caller, asked: RemarkResolve) -> Result<ReviewSheet> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let post = api.db.write(move |tx| review::resolve(tx, &env, by, asked.id, asked.settled))?;
    open(api, caller, PostRef { id: post })
}

pub(super) fn note(api: &Api, caller: &Caller, words: ReviewWords) -> Result<ReviewSheet> {
    let (env, by, post) = (Arc::clone(&api.env), caller.person, words.post_id);
    api.db.write(move |tx| {
        review::note(tx, &env, by, post, &words.text)?;
        gate::reconsider(tx, &env, post)
    })?;
    open(api, caller, PostRef { id: post })
}
