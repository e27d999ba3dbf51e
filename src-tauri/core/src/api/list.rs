//! The command list: every use case that is called through the one typed call, declared once.
//!
//! Invariant: what is not here can't be called that way. The interface's command map and the agent surface are made from
//! this list; what only a person in front of the window may do is in [`super::desktop`].

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::{Api, Who};
use super::types::{
    ActivityPage, ActivityRequest, Alert, AlertChoices, AlertNumbers, AlertSettings, AnswerTargets, AnswerTargetsSet,
    ApiError, AudienceAsk, AudienceChosen, AudienceSeen, Backups, Batch, BatchBegin, BatchCopy, BatchCreate, BatchRef,
    Calendar, CalendarRequest, Channel, ChannelByHand, ChannelNumbers, ChannelPace, ChannelReadiness, ChannelRef,
    ChannelSlots, ChannelUpdate, Clinic, ClosedDays, ContentCheck, Conversation, ConversationAsk, ConversationRef,
    Creator, DeliveryDecide, FixedAnswerGive, FixedAnswers, FixedAnswersChoose, FixedAnswersToSign, GestureAsk,
    GestureOffered, GesturePlan, GestureRef, GestureShown, HandKit, HandPosted, HashtagSet, HashtagSetRef,
    HashtagSetSave, HitDraft, InboxChange, InboxChannel, InboxEmergency, InboxPage, InboxQuery, InsightAsk,
    InsightComparison, Insights, InsightsQuery, ItemRef, KeepSet, KeysKnown, LinkedinVersion, LinkedinVersionSet,
    LoginState, LoginWay, MailServer, MailSettings, MediaHost, MediaHostSet, Message, MessagePage, MessageQuery,
    NoteAdd, NumbersGlance, NumbersGlanceAsk, NumbersLook, OpeningHours, OpeningHoursSet, Person, PersonEmailSet,
    PersonRef, PersonUpdate, PlanCheck, PlanDone, PlanMove, PlanResult, PlanSet, PlanShift, PlanUndo, PlanVerdict,
    PlatformUse, PlatformsChoose, PolicyNext, PolicyRules, Post, PostCreate, PostFilter, PostFind, PostFollow,
    PostNumbers, PostRef, PostRefs, PostSave, PostSummary, PostsRef, Preference, PreferenceRef, PreferenceSet, Queue,
    QueueRequest, ReadBackSeen, Recipient, RecipientAdd, RecipientConsent, RecipientFile, RecipientFileSeen,
    RecipientFileTake, RecipientList, RecipientListRef, RecipientListSave, RecipientNumber, RecipientPage,
    RecipientPut, RecipientQuery, RecipientRef, RecipientRename, RecordState, RemarkResolve, RepeatRules, ReplyAsk,
    ReplyOutgoing, ReplyStart, ReplyTake, ReplyWords, Resolve, ReviewQueue, ReviewSeen, ReviewSheet, ReviewWords,
    SavedReplies, SavedReplyFill, SavedReplyFilled, SavedReplyRef, SavedReplySave, SavedReplyWords, SetupGuide,
    SharedCheck, SharedFit, SharedSave, SigningKey, SigningReminder, SigningRule, SigningStanding, SlackSettings,
    SlotNext, Status, StoryPage, TakeDown, Templates, ThreadSplit, TierChoose, Today, TopicAsk, TopicHits, TopicRef,
    TopicSave, TopicSearch, Topics, Upload, Usage, UsageQuery, Verification, Version, When, WordLists, WriterChoices,
};
use super::{
    activity, alerts, allowing, answering, backup, calendar, clinic, compose, connect, creator, discovery, draft, film,
    fixed, gestures, inbox, insights, keeping, mail, media_host, messages, moving, numbers, policy, preference,
    publish, read_back, readiness, recipients, record, removal, replies, review, saved, schedule, setup, signing,
    slots, today, undo, usage, version,
};
use crate::check::Report;
use crate::error::Error;
use crate::model::Content;
use crate::store::Tag;

/// A command of the list.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// `noun_verb`.
    pub name: &'static str,
    /// Who may call it.
    pub who: Who,
    /// What its answer shows; a change of any of these makes the answer old.
    pub reads: &'static [Tag],
}

macro_rules! commands {
    ($($name:ident: $request:ty => $response:ty, $who:ident, [$($tag:ident)*], $handler:path;)+) => {
        /// Every command.
        pub const COMMANDS: &[Command] = &[$(
            Command { name: stringify!($name), who: Who::$who, reads: &[$(Tag::$tag),*] }
        ),+];

        impl Api {
            /// Calls a command of the list for the person who is signed in.
            ///
            /// # Errors
            /// What the use case refuses; an unknown name, or a request that is none, is a fault of the caller's.
            pub fn call(&self, name: &str, request: serde_json::Value) -> Result<serde_json::Value, ApiError> {
                match name {
                    $(stringify!($name) => self
                        .run::<$request, $response>(Who::$who, stringify!($name), request, $handler)
                        .map_err(ApiError::from),)+
                    unknown => Err(Error::internal(format!("there is no command {unknown}")).into()),
                }
            }
        }

        #[cfg(test)]
        fn typescript(config: &ts_rs::Config) -> Vec<(&'static str, String, String)> {
            vec![$((
                stringify!($name),
                <$request as ts_rs::TS>::name(config),
                <$response as ts_rs::TS>::name(config),
            )),+]
        }
    };
}

impl Api {
    fn run<Request: DeserializeOwned, Response: Serialize>(
        &self,
        who: Who,
        name: &'static str,
        request: serde_json::Value,
        handler: impl Fn(&Self, &crate::clinic::Caller, Request) -> Result<Response, Error>,
    ) -> Result<serde_json::Value, Error> {
        let caller = self.admit(who, name)?;
        self.check_names(caller.actor(), name, &request)?;
        let request = serde_json::from_value(request).map_err(|error| Error::internal(format!("{name}: {error}")))?;
        let response = handler(self, &caller, request)?;
        serde_json::to_value(response).map_err(|error| Error::internal(format!("{name}: {error}")))
    }
}

commands! {
    clinic_get: () => Clinic, Anyone, [Clinic], clinic::get;
    clinic_update: Clinic => Clinic, Administrator, [], clinic::update;
    person_list: () => Vec<Person>, Anyone, [People], clinic::people;
    person_update: PersonUpdate => Person, Administrator, [], clinic::update_person;
    person_leave: PersonRef => Person, Administrator, [], clinic::leave;
    signing_rule_get: () => SigningRule, Anyone, [Clinic], signing::rule;
    signing_standing: () => SigningStanding, Anyone, [Clinic People], signing::standing;
    signing_rule_set: SigningRule => SigningRule, Administrator, [], signing::set_rule;
    key_list: () => Vec<SigningKey>, Anyone, [People], signing::keys;
    key_known: KeysKnown => Vec<SigningKey>, Doctor, [], signing::know;
    zone_list: () => Vec<String>, Anyone, [], clinic::zones;
    channel_list: () => Vec<Channel>, Anyone, [Channels], clinic::channels;
    channel_readiness: ChannelRef => ChannelReadiness, Anyone, [Channels Calls], readiness::get;
    channel_update: ChannelUpdate => Channel, Administrator, [], clinic::update_channel;
    channel_remove: ChannelRef => (), Administrator, [], clinic::remove_channel;
    platform_list: () => Vec<PlatformUse>, Anyone, [Channels Clinic], allowing::list;
    platform_choose: PlatformsChoose => Vec<PlatformUse>, Administrator, [], allowing::choose;
    login_list: () => Vec<LoginWay>, Administrator, [Channels], connect::login_list;
    login_state: () => LoginState, Administrator, [Channels], connect::login_state;
    linkedin_version_get: () => LinkedinVersion, Anyone, [Channels], version::get;
    linkedin_version_set: LinkedinVersionSet => LinkedinVersion, Administrator, [], version::set;
    media_host_get: () => MediaHost, Anyone, [Channels], media_host::get;
    media_host_set: MediaHostSet => MediaHost, Administrator, [], media_host::set;
    media_host_test: () => MediaHost, Administrator, [], media_host::test;
    media_host_forget: () => MediaHost, Administrator, [], media_host::forget;
    writer_choices: () => WriterChoices, Anyone, [], draft::writer_choices;
    batch_create: BatchCreate => Batch, Writers, [], draft::create_batch;
    batch_begin: BatchBegin => Batch, Writers, [], compose::begin;
    batch_copy: BatchCopy => Batch, Writers, [], compose::copy;
    batch_get: BatchRef => Batch, Anyone, [Posts Queue Publishing Review], draft::get_batch;
    post_create: PostCreate => Post, Writers, [], draft::create_post;
    post_list: PostFilter => Vec<PostSummary>, Anyone, [Posts Queue Publishing Review Channels], draft::list_posts;
    post_get: PostRef => Post, Anyone, [Posts Queue Publishing Review], draft::get_post;
    post_save: PostSave => Post, Writers, [], draft::save_post;
    post_submit: PostRef => Post, Writers, [], draft::submit_post;
    post_discard: PostRef => (), Writers, [], draft::discard_post;
    post_versions: PostRef => Vec<Version>, Anyone, [Posts], draft::versions;
    shared_check: SharedCheck => Vec<SharedFit>, Anyone, [], compose::check_shared;
    shared_save: SharedSave => Batch, Writers, [], compose::save_shared;
    post_follow: PostFollow => Post, Writers, [], compose::follow;
    post_find: PostFind => Vec<PostSummary>, Anyone, [], compose::find;
    thread_split: ThreadSplit => Content, Writers, [], compose::split_thread;
    hashtag_list: () => Vec<HashtagSet>, Anyone, [Library], compose::hashtag_sets;
    hashtag_save: HashtagSetSave => Vec<HashtagSet>, Writers, [], compose::save_hashtag_set;
    hashtag_remove: HashtagSetRef => Vec<HashtagSet>, Writers, [], compose::remove_hashtag_set;
    content_check: ContentCheck => Report, Anyone, [], draft::check_content;
    review_queue: () => ReviewQueue, Anyone, [Posts Queue Review Publishing], review::queue;
    review_open: PostRef => ReviewSheet, Anyone, [Posts Queue Review], review::open;
    review_seen: ReviewSeen => (), Anyone, [], review::seen;
    review_remark: ReviewWords => ReviewSheet, Anyone, [], review::remark;
    review_request_changes: ReviewWords => ReviewSheet, Doctor, [], review::request_changes;
    review_reject: ReviewWords => ReviewSheet, Doctor, [], review::reject;
    review_note: ReviewWords => ReviewSheet, Doctor, [], review::note;
    review_resolve: RemarkResolve => ReviewSheet, Writers, [], review::resolve;
    plan_set: PlanSet => PlanResult, Writers, [], schedule::set_plan;
    plan_clear: PostRef => Post, Writers, [], schedule::clear_plan;
    calendar_get: CalendarRequest => Calendar, Anyone, [Posts Queue Publishing Review Channels Clinic], calendar::get;
    plan_check: PlanCheck => Vec<PlanVerdict>, Anyone, [], moving::check;
    plan_move: PlanMove => PlanDone, Writers, [], moving::move_to;
    plan_shift: PlanShift => PlanDone, Writers, [], moving::shift;
    plan_drop: PostRefs => PlanDone, Writers, [], moving::unplan;
    plan_next_slot: PostRefs => PlanDone, Writers, [], moving::next_slot;
    plan_undo: PlanUndo => PlanDone, Writers, [], undo::undo;
    post_hold: PostRefs => PlanDone, Writers, [], moving::hold;
    post_release: PostRefs => PlanDone, Writers, [], moving::release;
    post_put_away: PostRefs => PlanDone, Writers, [], moving::put_away;
    slot_list: () => Vec<ChannelSlots>, Anyone, [Channels], slots::list;
    slot_set: ChannelSlots => Vec<ChannelSlots>, Writers, [], slots::set;
    slot_next: SlotNext => When, Anyone, [], slots::next;
    closed_day_list: () => ClosedDays, Anyone, [Clinic], slots::closed;
    closed_day_set: ClosedDays => ClosedDays, Administrator, [], slots::set_closed;
    policy_get: () => PolicyRules, Anyone, [Clinic Channels Posts Queue Publishing], policy::get;
    policy_set_pace: ChannelPace => PolicyRules, Administrator, [], policy::set_pace;
    policy_set_repeats: RepeatRules => PolicyRules, Administrator, [], policy::set_repeats;
    policy_set_words: WordLists => PolicyRules, Administrator, [], policy::set_words;
    policy_next: PolicyNext => When, Anyone, [], policy::next;
    queue_list: QueueRequest => Queue, Anyone, [Posts Queue Publishing Review], schedule::queue;
    delivery_retry: PostRef => Post, Writers, [], publish::retry;
    delivery_decide: DeliveryDecide => Post, Writers, [], publish::decide;
    delivery_cancel: PostRef => Post, Writers, [], publish::cancel;
    keep_set: KeepSet => Post, Writers, [], keeping::set;
    keep_confirm_back: PostRef => Post, Writers, [], keeping::confirm_back;
    read_back_seen: ReadBackSeen => Post, Writers, [], read_back::seen;
    read_back_look: PostRef => Post, Writers, [], read_back::look;
    resolve_get: PostRef => Resolve, Anyone, [Posts Queue Publishing Review Channels], removal::resolve;
    post_take_down: PostsRef => TakeDown, Anyone, [], removal::take_down;
    removal_confirm: PostRef => Post, Writers, [], removal::confirm_removed;
    channel_add_by_hand: ChannelByHand => Channel, Administrator, [], removal::add_channel;
    kit_get: PostRef => HandKit, Anyone, [Posts Publishing Channels], removal::kit;
    kit_posted: HandPosted => Post, Writers, [], removal::kit_posted;
    kit_not_posted: PostRef => Post, Writers, [], removal::kit_not_posted;
    usage_get: UsageQuery => Usage, Anyone, [Calls Publishing Channels], usage::get;
    post_numbers: PostRef => PostNumbers, Anyone, [Numbers Publishing Channels], numbers::of_post;
    numbers_glance: NumbersGlanceAsk => Vec<NumbersGlance>, Anyone, [Numbers Publishing], numbers::glance;
    channel_numbers: ChannelRef => ChannelNumbers, Anyone, [Numbers Channels], numbers::of_channel;
    insights_get: InsightsQuery => Insights, Anyone, [Numbers Publishing Channels Clinic], insights::overview;
    insights_compare: InsightAsk => InsightComparison, Anyone, [Numbers Publishing Channels Clinic], insights::compare;
    numbers_look: NumbersLook => PostNumbers, Writers, [], numbers::look;
    alert_list: () => Vec<Alert>, Anyone, [Alerts Channels], alerts::list;
    alert_settings_get: () => AlertSettings, Anyone, [Alerts], alerts::settings;
    alert_settings_set: AlertChoices => AlertSettings, Administrator, [], alerts::set;
    alert_numbers_set: AlertNumbers => AlertSettings, Administrator, [], alerts::set_numbers;
    mail_get: () => MailSettings, Anyone, [Alerts People], mail::get;
    mail_set: MailServer => MailSettings, Administrator, [], mail::set;
    mail_test: () => MailSettings, Administrator, [], mail::test;
    mail_forget: () => MailSettings, Administrator, [], mail::forget;
    mail_person_set: PersonEmailSet => MailSettings, Anyone, [], mail::set_person;
    mail_reminder_set: SigningReminder => MailSettings, Administrator, [], mail::set_reminder;
    slack_get: () => SlackSettings, Anyone, [Alerts], mail::slack;
    slack_test: () => SlackSettings, Administrator, [], mail::test_slack;
    slack_forget: () => SlackSettings, Administrator, [], mail::forget_slack;
    answer_target_list: () => AnswerTargets, Anyone, [Inbox], answering::targets;
    answer_target_set: AnswerTargetsSet => AnswerTargets, Administrator, [], answering::set_targets;
    opening_hours_get: () => OpeningHours, Anyone, [Clinic], answering::hours;
    opening_hours_set: OpeningHoursSet => OpeningHours, Administrator, [], answering::set_hours;
    inbox_list: InboxQuery => InboxPage, Anyone, [Inbox People Channels], inbox::list;
    inbox_emergencies: () => Vec<InboxEmergency>, Anyone, [Inbox People Channels Clinic Queue Publishing], inbox::emergencies;
    inbox_open: ConversationAsk => Conversation, Anyone, [Inbox People Channels Posts Queue Publishing Review], inbox::open;
    inbox_state: () => Vec<InboxChannel>, Anyone, [Inbox Channels], inbox::state;
    inbox_check: () => Vec<InboxChannel>, Anyone, [], inbox::check;
    inbox_read: ConversationRef => (), Anyone, [], inbox::read;
    inbox_change: InboxChange => (), Writers, [], inbox::change;
    inbox_note: NoteAdd => Conversation, Writers, [], inbox::note;
    reply_start: ReplyAsk => ReplyStart, Anyone, [Inbox], replies::start;
    reply_check: ReplyWords => Report, Anyone, [], replies::check;
    reply_begin: ReplyWords => Post, Writers, [], replies::begin;
    reply_keep: ReplyWords => (), Writers, [], replies::keep;
    reply_take: ReplyTake => ReplyWords, Writers, [], replies::take;
    reply_outgoing: () => Vec<ReplyOutgoing>, Anyone, [Inbox Posts Queue Publishing Review], replies::outgoing;
    reply_send: PostRef => Post, Writers, [], replies::send;
    fixed_answer_list: () => FixedAnswers, Anyone, [Inbox Channels Clinic People], fixed::get;
    fixed_answer_choose: FixedAnswersChoose => FixedAnswersToSign, Doctor, [], fixed::choose;
    fixed_answer_give: FixedAnswerGive => Post, Writers, [], fixed::give;
    gesture_offers: ItemRef => Vec<GestureOffered>, Anyone, [Inbox Gestures Channels], gestures::offers;
    gesture_list: () => Vec<GestureShown>, Anyone, [Inbox Gestures Channels People], gestures::list;
    gesture_ask: GestureAsk => (), Writers, [], gestures::ask;
    gesture_plan: GesturePlan => (), Writers, [], gestures::plan;
    gesture_again: GestureRef => (), Writers, [], gestures::again;
    gesture_call_off: GestureRef => (), Writers, [], gestures::call_off;
    topic_list: () => Topics, Anyone, [Discovery Channels People], discovery::list;
    topic_save: TopicSave => Topics, Writers, [], discovery::save;
    topic_remove: TopicRef => Topics, Writers, [], discovery::remove;
    topic_open: TopicAsk => TopicHits, Anyone, [Discovery], discovery::open;
    topic_search: TopicSearch => TopicHits, Writers, [], discovery::search;
    hit_draft: HitDraft => Batch, Writers, [], discovery::draft_from;
    saved_reply_list: () => SavedReplies, Anyone, [Library People], saved::list;
    saved_reply_check: SavedReplyWords => Report, Anyone, [], saved::check;
    saved_reply_save: SavedReplySave => SavedReplies, Writers, [], saved::save;
    saved_reply_remove: SavedReplyRef => SavedReplies, Writers, [], saved::remove;
    saved_reply_fill: SavedReplyFill => SavedReplyFilled, Writers, [], saved::fill;
    inbox_choose_tier: TierChoose => Conversation, Writers, [], inbox::choose_tier;
    recipient_list: RecipientQuery => RecipientPage, Anyone, [Recipients], recipients::list;
    recipient_add: RecipientAdd => Recipient, Writers, [], recipients::add;
    recipient_rename: RecipientRename => Recipient, Writers, [], recipients::rename;
    recipient_consent_renew: RecipientConsent => Recipient, Writers, [], recipients::renew_consent;
    recipient_opt_out: RecipientRef => Recipient, Anyone, [], recipients::opt_out;
    recipient_stop_number: RecipientNumber => (), Anyone, [], recipients::stop_number;
    recipient_forget: RecipientRef => (), Writers, [], recipients::forget;
    recipient_put: RecipientPut => Recipient, Writers, [], recipients::put;
    recipient_lists: () => Vec<RecipientList>, Anyone, [Recipients], recipients::lists;
    recipient_list_save: RecipientListSave => RecipientList, Writers, [], recipients::save_list;
    recipient_list_remove: RecipientListRef => Vec<RecipientList>, Writers, [], recipients::remove_list;
    recipient_file_check: RecipientFile => RecipientFileSeen, Writers, [], recipients::check_file;
    recipient_file_take: RecipientFileTake => RecipientFileSeen, Writers, [], recipients::take_file;
    audience_get: AudienceAsk => AudienceSeen, Anyone, [Recipients], recipients::audience;
    audience_take: AudienceAsk => AudienceChosen, Writers, [], recipients::take_audience;
    creator_get: ChannelRef => Creator, Anyone, [Channels], creator::get;
    creator_ask: ChannelRef => Creator, Writers, [], creator::ask;
    template_list: ChannelRef => Templates, Anyone, [Recipients Channels], messages::templates;
    template_refresh: ChannelRef => Templates, Writers, [], messages::refresh_templates;
    message_get: PostRef => Message, Anyone, [Posts Publishing Recipients Queue], messages::get;
    message_recipients: MessageQuery => MessagePage, Anyone, [Publishing Recipients], messages::recipients;
    message_refresh: PostRef => Message, Anyone, [], messages::refresh;
    publishing_stop: () => Status, Anyone, [], publish::stop;
    activity_list: ActivityRequest => ActivityPage, Anyone, [Activity People], record::list;
    activity_stories: ActivityRequest => StoryPage, Anyone, [Activity People], record::stories;
    activity_verify: () => Verification, Anyone, [], activity::verify;
    record_state: () => RecordState, Anyone, [Activity], record::state;
    checkpoint_keep: () => RecordState, Anyone, [], record::keep;
    upload_list: () => Vec<Upload>, Anyone, [Uploads], film::uploads;
    today_get: () => Today, Anyone, [Posts Queue Publishing Review Channels People Backups Inbox Alerts], today::today;
    setup_get: () => SetupGuide, Anyone, [Clinic People Channels Posts Queue Review], setup::get;
    preference_get: PreferenceRef => Preference, Anyone, [], preference::get;
    preference_set: PreferenceSet => Preference, Anyone, [], preference::set;
    backup_get: () => Backups, Anyone, [Backups], backup::get;
    backup_make: () => Backups, Writers, [], backup::make;
    status_get: () => Status, Anyone, [Clinic Posts Queue Publishing Review Session Channels Inbox], publish::status;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use super::{COMMANDS, typescript};

    /// Writes the interface's command map beside the other generated types.
    #[test]
    fn export_bindings_commands() {
        let config = ts_rs::Config::from_env();
        let commands = typescript(&config);
        let mut imports = BTreeSet::new();
        for (_, request, response) in &commands {
            for name in [request, response] {
                imports.extend(
                    name.split(|c: char| !c.is_alphanumeric())
                        .filter(|word| word.starts_with(char::is_uppercase) && *word != "Array")
                        .map(str::to_owned),
                );
            }
        }
        imports.insert("Tag".to_owned());
        let mut text = String::from(
            "// This file was generated by [ts-rs](https://github.com/Aleph-Alpha/ts-rs). Do not edit this file manually.\n",
        );
        for name in imports {
            writeln!(text, "import type {{ {name} }} from \"./{name}\";").unwrap();
        }
        text.push_str("\nexport interface Commands {\n");
        for (name, request, response) in &commands {
            writeln!(text, "  {name}: {{ request: {request}; response: {response} }};").unwrap();
        }
        text.push_str("}\n\nexport const reads: Record<keyof Commands, readonly Tag[]> = {\n");
        for command in COMMANDS {
            let tags: Vec<String> = command.reads.iter().map(|tag| format!("{:?}", tag.word())).collect();
            writeln!(text, "  {}: [{}],", command.name, tags.join(", ")).unwrap();
        }
        text.push_str("};\n");
        let folder = config.out_dir();
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join("commands.ts"), text).unwrap();
    }

    #[test]
    fn names_are_noun_verb_and_unique() {
        let names: BTreeSet<&str> = COMMANDS.iter().map(|command| command.name).collect();
        assert_eq!(names.len(), COMMANDS.len());
        assert!(
            names.iter().all(|name| name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        );
    }
}
