//! English phrases for LinkedIn: a sentence or two each, as a practice speaks among colleagues and neighbours.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ name }} is an occasion to talk about everyday care.",
            "Our practice marks {{ topic }} with a plain message.",
            "What we take from {{ topic }}: health is also a matter of conversation.",
            "{{ name }} gives us a reason to share what we explain most often.",
        ],
        warm: &["{{ name }} reminds us why we like our work: it is about people."],
        plain: &["{{ name }}, seen from a practice."],
        professional: &["On the occasion of {{ topic }}, a note from our team."],
        upbeat: &["{{ name }} is here, and our team is glad to be part of it!"],
    },
    topic: Toned {
        any: &[
            "A few thoughts from our practice on {{ topic }}.",
            "In our daily work we often speak about {{ topic }}.",
            "This week our team would like to draw attention to {{ topic }}.",
            "Good information about {{ topic }} begins with listening.",
            "There is a lot to say about {{ topic }}. Here is what we keep coming back to.",
        ],
        warm: &["Few things bring people to us with as many questions as {{ topic }}."],
        plain: &["{{ name }}: what is worth knowing, briefly."],
        professional: &["From our practice: a professional note on {{ topic }}."],
        upbeat: &["Our team is happy to put {{ topic }} on the agenda!"],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} That is worth repeating, also at work.",
            "A sentence our team would sign: {{ sentence }}",
            "{{ sentence }} It sounds simple, and it is worth the reminder.",
            "From our practice to your working day: {{ sentence }}",
        ],
        warm: &["{{ sentence }} Pass it on to a colleague you care about."],
        plain: &["In short: {{ sentence }}"],
        professional: &["A reminder from our practice: {{ sentence }}"],
        upbeat: &["{{ sentence }} We think that deserves a wide audience!"],
    },
    question: Toned {
        any: &[
            "A question that reaches our practice again and again: {{ sentence }}",
            "{{ sentence }} We think this deserves an unhurried answer.",
            "This week's question in our team: {{ sentence }}",
        ],
        warm: &["We are glad whenever somebody asks us this: {{ sentence }}"],
        plain: &["The question: {{ sentence }}"],
        professional: &["From our consultations: {{ sentence }}"],
        upbeat: &["A good question for a coffee break: {{ sentence }}"],
    },
    label: Toned {
        any: &[
            "From our practice this week: {{ sentence }}",
            "On our team's mind: {{ sentence }}",
            "A subject for the whole neighbourhood: {{ sentence }}",
            "What we would like to put on the agenda: {{ sentence }}",
        ],
        warm: &["Close to our hearts: {{ sentence }}"],
        plain: &["Our subject: {{ sentence }}"],
        professional: &["A note from our team on this subject: {{ sentence }}"],
        upbeat: &["We are pleased to share this: {{ sentence }}"],
    },
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "Reliable information and the time to talk it through belong together. That is how we understand our work.",
        "Many questions about health come up at work, in a break or on the way home. It is good to know where to take them.",
        "Prevention often begins with a conversation, long before anything hurts.",
        "Not every piece of advice fits every person. We look at the whole picture before we recommend anything.",
    ],
    warm: &[
        "Behind every appointment there is a person with a life around it. We try to keep that in view.",
        "A kind word and a clear explanation cost little and help a lot.",
    ],
    plain: &[
        "Know what applies to you. Ask about what you do not know. Decide in your own time.",
        "We keep it simple: clear words, honest answers, time for questions.",
    ],
    professional: &[
        "Our team follows current professional guidance and explains what it means for the individual.",
        "Sound decisions rest on good information, weighed together with somebody who knows the person.",
    ],
    upbeat: &[
        "Curiosity is healthy. Ask, talk, share what you have learned!",
        "Good teams look after each other. A friendly reminder among colleagues is a start!",
    ],
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "We are glad to answer questions in person.",
        "If this concerns you, our team is happy to talk it through with you.",
    ],
    warm: &[
        "Our door is open for your questions.",
        "Whoever would like to talk about it is welcome here.",
        "We look forward to the conversation.",
    ],
    plain: &[
        "Questions? Ask our team.",
        "Make an appointment if you would like to know more.",
        "Write to us, or call.",
    ],
    professional: &[
        "Our team is available for individual advice by appointment.",
        "We welcome enquiries from patients, employers and colleagues.",
        "Please contact our practice for further information.",
    ],
    upbeat: &[
        "Get in touch, we would love to hear from you!",
        "Share this with your team, and bring your questions along!",
        "Come and talk to us!",
    ],
};
