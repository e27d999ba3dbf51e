//! English phrases for X: one sentence each.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const LEADS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ name }} is a good reason to pause for a moment.",
            "{{ name }} is a good moment to ask what you have been meaning to ask.",
            "For {{ topic }}, one thing worth remembering.",
            "Not only for {{ topic }}:",
            "Let {{ topic }} be the nudge.",
            "{{ name }} reminds us to look a little closer.",
        ],
        warm: &[
            "On {{ topic }}, we would love to hear your questions.",
            "{{ name }} belongs to all of us.",
            "With {{ topic }} in mind: take care of yourself, and of each other.",
        ],
        plain: &[
            "{{ name }}, in plain words.",
            "{{ name }}: one thing to take away.",
            "Why mark {{ topic }}? Because talking helps.",
        ],
        professional: &[
            "To mark {{ topic }}, a reminder from our team.",
            "{{ name }}: a note from our practice.",
            "On the occasion of {{ topic }}, one thing worth knowing.",
        ],
        upbeat: &["Hello, {{ topic }}!", "{{ name }}: let's put it to good use!", "One for the calendar: {{ topic }}!"],
    },
    topic: Toned {
        any: &[
            "A short note on {{ topic }}.",
            "Worth a minute today: {{ topic }}.",
            "A few words on {{ topic }}.",
            "{{ name }}: what is worth knowing.",
            "Good questions about {{ topic }} are always welcome here.",
            "Let's make {{ topic }} easier to talk about.",
        ],
        warm: &[
            "Wondering about {{ topic }}? You are not the only one.",
            "There are no silly questions about {{ topic }}.",
            "Let's talk about {{ topic }}, without any hurry.",
        ],
        plain: &[
            "{{ name }}, in plain words.",
            "{{ name }}: the short version.",
            "What we would say about {{ topic }} if you asked us today:",
        ],
        professional: &[
            "From our team: a word on {{ topic }}.",
            "{{ name }}: a note from our practice.",
            "On the subject of {{ topic }}, one thing worth knowing.",
        ],
        upbeat: &["Got a minute for {{ topic }}?", "Curious about {{ topic }}? Ask away!", "{{ name }}? Let's talk!"],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} It is worth saying again.",
            "{{ sentence }} Simple, and easy to forget.",
            "Worth repeating: {{ sentence }}",
            "One line to remember: {{ sentence }}",
            "{{ sentence }} If that raises a question, good.",
        ],
        warm: &["Please pass it on: {{ sentence }}", "{{ sentence }} Tell someone you care about."],
        plain: &["In one sentence: {{ sentence }}", "{{ sentence }} That is the short version."],
        professional: &["A reminder from our team: {{ sentence }}", "{{ sentence }} Our team is glad to explain why."],
        upbeat: &["Say it with us: {{ sentence }}", "{{ sentence }} Spread the word!"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} A fair question.",
            "A question worth asking: {{ sentence }}",
            "{{ sentence }} Let's look at it together.",
            "Ever wondered? {{ sentence }}",
        ],
        warm: &["{{ sentence }} It is good to ask."],
        plain: &["{{ sentence }} It is worth asking."],
        professional: &["{{ sentence }} Our team is glad to answer."],
        upbeat: &["{{ sentence }} Great question!"],
    },
    label: Toned {
        any: &[
            "Today's topic: {{ sentence }}",
            "Worth a minute: {{ sentence }}",
            "On our minds: {{ sentence }}",
            "In brief: {{ sentence }}",
            "Let's talk about this one: {{ sentence }}",
            "Something to think about: {{ sentence }}",
        ],
        warm: &["This one is close to our hearts: {{ sentence }}"],
        plain: &["The subject today: {{ sentence }}"],
        professional: &["From our practice: {{ sentence }}"],
        upbeat: &["Here is one for you: {{ sentence }}"],
    },
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "A short conversation often settles more than a long search online.",
        "If something is unclear, a quick question is enough.",
        "What is right for you depends on you, so let's talk about it.",
        "Asking early is usually the easier way.",
    ],
    warm: &[
        "You do not need to have it all worked out before you ask.",
        "Every question is welcome, and so is the second one.",
    ],
    plain: &["Good information first, decisions after.", "Ask, listen, then decide."],
    professional: &[
        "Good advice begins with your situation, not with a search engine.",
        "We take the time to explain what applies to you.",
    ],
    upbeat: &["No question is too small for our team!", "A little clarity goes a long way!"],
};

pub(super) const ASKS: Toned = Toned {
    any: &["Questions? Ask us.", "Ask at your next visit."],
    warm: &["Come and talk to us.", "We are glad to help.", "We are here when you need us."],
    plain: &["Not sure? Ask us.", "If in doubt, get in touch.", "A short visit can tell you more."],
    professional: &[
        "Our team is glad to advise you.",
        "Please speak to our team if you are unsure.",
        "We are happy to answer your questions.",
    ],
    upbeat: &["Bring your questions!", "Just ask us!", "Come and say hello!"],
};
