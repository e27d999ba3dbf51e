//! English phrases for Instagram: a line under a picture, as a practice speaks to neighbours.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "Today is for {{ name }}.",
            "Mark it in your calendar: {{ name }}.",
            "{{ name }}, and a good moment to pause.",
        ],
        warm: &["{{ name }} is about people, and so are we."],
        plain: &["{{ name }}. One thing to take along."],
        professional: &["{{ name }}: a word from our practice."],
        upbeat: &["{{ name }} is here!"],
    },
    topic: Toned {
        any: &[
            "One picture, one thought about {{ topic }}.",
            "A minute for {{ topic }}.",
            "{{ name }}, in a few words.",
            "Save this for later: {{ topic }}.",
        ],
        warm: &["Here is something about {{ topic }}, with care."],
        plain: &["{{ name }}. The short version."],
        professional: &["What our team says about {{ topic }}."],
        upbeat: &["Let's talk {{ topic }}!"],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} Save it, and pass it on.",
            "One sentence for today: {{ sentence }}",
            "{{ sentence }} As simple as that.",
        ],
        warm: &["{{ sentence }} For you and for those you care for."],
        plain: &["{{ sentence }} That is today's note."],
        professional: &["Our team's reminder for today: {{ sentence }}"],
        upbeat: &["{{ sentence }} Tag somebody who should see this!"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} Here is a start.",
            "You asked: {{ sentence }}",
            "{{ sentence }} Ask us, and we take our time.",
        ],
        warm: &["{{ sentence }} It is good to ask."],
        plain: &["{{ sentence }} A short answer."],
        professional: &["Asked in our practice: {{ sentence }}"],
        upbeat: &["{{ sentence }} Good question!"],
    },
    label: Toned {
        any: &[
            "In the picture today: {{ sentence }}",
            "Today's theme: {{ sentence }}",
            "Worth a second look: {{ sentence }}",
            "From our practice to your feed: {{ sentence }}",
        ],
        warm: &["Something we hold dear: {{ sentence }}"],
        plain: &["Today: {{ sentence }}"],
        professional: &["A note from the practice: {{ sentence }}"],
        upbeat: &["Look what we have for you: {{ sentence }}"],
    },
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "Send us a message if you have a question.",
        "Ask us, here or at the desk.",
        "Save this post for when you need it.",
    ],
    warm: &["We are here for you.", "Come by, we are glad to listen.", "Write to us whenever you like."],
    plain: &["Questions? Ask.", "Call us to make an appointment.", "The desk knows more."],
    professional: &[
        "Our team is glad to advise you.",
        "Appointments can be made with our desk.",
        "Please ask our team in person.",
    ],
    upbeat: &["Say hello next time you pass by!", "Share this with a friend!", "See you soon!"],
};
