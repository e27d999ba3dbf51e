//! How a channel's sign-in stands, and what has to be set up before one can be had.
//!
//! Invariant: what ends is said ahead, in one sentence, wherever the channel is shown.

use super::context::Api;
use super::types::{Channel, LoginRight, LoginStep, LoginWay, SignIn, SignInStanding, StepState};
use super::views::here;
use super::when::when;
use crate::check::capability::reading::reading;
use crate::clinic::{self, ChannelConnection, ChannelRow, Origin, Standing, TokenRow};
use crate::error::Result;
use crate::model::zone::Zone;
use crate::model::{ChannelId, Millis};
use crate::publish::{GuideCheck, Right};
use crate::store::Tx;

pub(super) fn right(right: &Right) -> LoginRight {
    LoginRight { scope: right.scope.to_owned(), purpose: right.purpose.to_owned(), required: right.required }
}

/// The ways of signing in, and how far each is set up.
pub(super) fn ways(api: &Api) -> Result<Vec<LoginWay>> {
    let mut ways = Vec::new();
    for connector in api.connectors.values() {
        let facts = connector.facts();
        let (app, connected) = api.db.read(|tx| {
            let by_it = clinic::tokens(tx)?.iter().any(|row| row.origin == Origin::Login(facts.login));
            Ok::<_, crate::error::Error>((clinic::app(tx, facts.login)?, by_it))
        })?;
        let state = |check: GuideCheck| match check {
            GuideCheck::ByPerson | GuideCheck::ShowsRedirect => StepState::ByPerson,
            GuideCheck::AppIsKept if app.is_some() && api.login.refused_app(facts.login) => StepState::Wrong,
            GuideCheck::AppIsKept if app.is_some() => StepState::Done,
            GuideCheck::IsConnected if connected => StepState::Done,
            GuideCheck::AppIsKept | GuideCheck::IsConnected => StepState::Open,
        };
        ways.push(LoginWay {
            login: facts.login,
            platform: facts.login.platform(),
            name: facts.name.to_owned(),
            account: facts.account.to_owned(),
            app_id_label: facts.app_id.to_owned(),
            app_id: app.as_ref().map(|app| app.app_id.clone()),
            redirects: facts.redirects.clone(),
            lasts: facts.lasts.to_owned(),
            rights: facts.rights.iter().map(right).collect(),
            steps: facts
                .guide
                .iter()
                .map(|step| LoginStep {
                    title: step.title.to_owned(),
                    text: step.text.to_owned(),
                    link: step.link.map(str::to_owned),
                    shows_redirect: step.check == GuideCheck::ShowsRedirect,
                    takes_app: step.check == GuideCheck::AppIsKept,
                    state: state(step.check),
                })
                .collect(),
        });
    }
    Ok(ways)
}

impl Api {
    /// A channel, with how its sign-in stands.
    pub(super) fn channel(&self, tx: &Tx<'_>, id: ChannelId) -> Result<Channel> {
        let (_, zone) = here(tx)?;
        let token = clinic::token(tx, id)?;
        Ok(self.shown(clinic::channel(tx, id)?, token.as_ref(), &zone))
    }

    /// All channels, with how their sign-ins stand.
    pub(super) fn channels(&self, tx: &Tx<'_>) -> Result<Vec<Channel>> {
        let (_, zone) = here(tx)?;
        let tokens = clinic::tokens(tx)?;
        let token = |id: ChannelId| tokens.iter().find(|row| row.channel == id);
        Ok(clinic::channels(tx)?.into_iter().map(|row| self.shown(row.clone(), token(row.id), &zone)).collect())
    }

    fn shown(&self, row: ChannelRow, token: Option<&TokenRow>, zone: &Zone) -> Channel {
        let sign_in = token.map(|token| self.sign_in(&row, token, zone));
        Channel {
            id: row.id,
            platform: row.platform,
            name: row.name,
            account_name: row.account_name,
            account_id: row.account_id,
            way: row.way,
            connection: row.connection,
            problem: row.problem,
            max_hashtags: row.max_hashtags,
            tier: row.tier,
            zone: row.zone,
            paused: row.paused,
            read_back: row.read_back,
            read_back_note: reading(row.platform).note(),
            sign_in,
            rests_until: clinic::resting_until(row.rests_until, self.env.now()).map(|until| when(until, zone)),
        }
    }

    fn sign_in(&self, row: &ChannelRow, token: &TokenRow, zone: &Zone) -> SignIn {
        let now = self.env.now();
        let standing = match token.standing(now) {
            Standing::Lasts => SignInStanding::Lasts,
            Standing::EndsSoon => SignInStanding::EndsSoon,
            Standing::Ended => SignInStanding::Ended,
        };
        let login = match token.origin {
            Origin::Pasted => None,
            Origin::Login(login) => Some(login),
        };
        let facts = login.and_then(|login| self.connectors.get(&login)).map(|connector| connector.facts());
        let missing = facts.zip(token.scopes.as_deref()).map(|(facts, scopes)| facts.missing(scopes));
        let ends = token.ends_at.map(|at| when(at, zone));
        SignIn {
            login,
            days: token.ends_at.map(|at| at.since(now).max(0) / Millis::DAY),
            standing,
            renews: token.renew_at.is_some(),
            problem: token.problem.clone(),
            missing: missing.unwrap_or_default().iter().map(right).collect(),
            sentence: Some(row.connection).filter(|connection| *connection == ChannelConnection::Connected).and_then(
                |_| {
                    // Where it is over already, the day on which what renews it ends tells nothing.
                    let day = ends.as_ref().filter(|_| !token.is_over(now)).map(|ends| ends.day_label.as_str());
                    sentence(row, standing, day, token.problem.as_deref())
                },
            ),
            ends,
        }
    }
}

fn sentence(row: &ChannelRow, standing: SignInStanding, day: Option<&str>, problem: Option<&str>) -> Option<String> {
    let (name, platform) = (&row.name, row.platform.name());
    match (standing, day) {
        (SignInStanding::Lasts, _) => problem.map(|why| format!("The sign-in of {name} was not renewed yet. {why}")),
        (SignInStanding::EndsSoon, Some(day)) => Some(match problem {
            Some(why) => format!("The sign-in of {name} ends on {day}, and could not be renewed. {why}"),
            None => format!("The sign-in of {name} ends on {day}. Sign in at {platform} again before then."),
        }),
        (SignInStanding::EndsSoon, None) => Some(match problem {
            Some(why) => {
                format!("The sign-in of {name} is over and could not be renewed: nothing goes out there. {why}")
            }
            None => format!("The sign-in of {name} ends soon. Sign in at {platform} again before then."),
        }),
        (SignInStanding::Ended, day) => {
            let ended = day.map_or_else(|| "is over".to_owned(), |day| format!("ended on {day}"));
            Some(format!("The sign-in of {name} {ended}. Sign in at {platform} again, or nothing goes out there."))
        }
    }
}
