//! English phrases for Facebook: a sentence or a short paragraph each.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "What does {{ topic }} mean to you?",
            "Some days in the calendar are there to make us stop and think. {{ name }} is one of them.",
            "Had you heard of {{ topic }} before?",
            "Let's use {{ topic }} for what it is best at: starting a conversation.",
        ],
        warm: &["{{ name }} is about people, and that is why we care about it. How are you?"],
        plain: &["{{ name }}: a plain word from us."],
        professional: &["Our practice would like to use {{ topic }} to invite your questions."],
        upbeat: &["It is time for {{ topic }}! Who is in?"],
    },
    topic: Toned {
        any: &[
            "Have you been meaning to ask someone about {{ topic }}?",
            "What would you like to know about {{ topic }}?",
            "What comes to mind first when you think of {{ topic }}?",
            "Some subjects are easier to talk about than others. Today we would like to talk about {{ topic }}.",
            "Do you have a question about {{ topic }}? You are in the right place.",
        ],
        warm: &["Let's sit down for a minute and talk about {{ topic }}."],
        plain: &["Today we would like to say something about {{ topic }}, in plain words."],
        professional: &["Our team would like to say a few words about {{ topic }}."],
        upbeat: &["Time to talk about {{ topic }}! What would you ask us first?"],
    },
    statement: Toned {
        any: &[
            "Have you heard this one before? {{ sentence }}",
            "{{ sentence }} Would you have said so too?",
            "{{ sentence }} We think it is worth a conversation.",
            "If you remember one thing from us this week, let it be this: {{ sentence }}",
        ],
        warm: &["Here is something to share with the people you care about. {{ sentence }}"],
        plain: &["{{ sentence }} That is all. The rest is detail."],
        professional: &["Our team would like to remind you: {{ sentence }}"],
        upbeat: &["{{ sentence }} Who agrees?"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} What would your answer be?",
            "Here is a question for you. {{ sentence }}",
            "{{ sentence }} If you have asked yourself that, you are not the only one.",
        ],
        warm: &["{{ sentence }} Let's think about it together."],
        plain: &["A plain question: {{ sentence }}"],
        professional: &["A question that deserves a careful answer: {{ sentence }}"],
        upbeat: &["Quick one for you! {{ sentence }}"],
    },
    label: Toned {
        any: &[
            "Today we would like to talk about this: {{ sentence }}",
            "A subject that deserves a moment: {{ sentence }}",
            "What do you think of when you read this? {{ sentence }}",
            "Our topic for you: {{ sentence }}",
        ],
        warm: &["Something we would like to share with you: {{ sentence }}"],
        plain: &["The subject is simple: {{ sentence }}"],
        professional: &["Our team has chosen this subject for you: {{ sentence }}"],
        upbeat: &["Have a look at this one! {{ sentence }}"],
    },
};

pub(super) const BRIDGES: Shaped = Shaped {
    day: Toned::always(&[
        "{{ name }} is a good reason to ask.",
        "We ask because of {{ topic }}.",
        "That is the kind of question {{ topic }} is there for.",
        "{{ name }} is a good moment to think about it.",
    ]),
    topic: Toned::always(&[
        "That brings us to {{ topic }}.",
        "Today we would like to say a few words about {{ topic }}.",
        "We ask because our subject today is {{ topic }}.",
        "Here is something on {{ topic }} that is good to know.",
    ]),
    statement: Toned::always(&[
        "{{ sentence }}",
        "The short version: {{ sentence }}",
        "One thing to keep in mind: {{ sentence }}",
    ]),
    question: Toned::always(&["And one more question: {{ sentence }}", "It leads to another question: {{ sentence }}"]),
    label: Toned::always(&[
        "Our topic today: {{ sentence }}",
        "That is today's subject: {{ sentence }}",
        "Today's post is about this: {{ sentence }}",
    ]),
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "There is a lot of advice out there, and not all of it fits everyone. A short conversation with someone who knows you helps more than a long search.",
        "Often it is one small question that has been waiting for weeks. Ask it, and you will know what to do next, or that there is nothing to do at all.",
        "You do not have to be ill to ask us something. Questions are part of staying well.",
        "What suits your neighbour may not suit you. That is why we like to listen first and advise after.",
    ],
    warm: &[
        "It is fine not to know where to begin. Tell us what is on your mind, and we will find the beginning together.",
        "Many people put such questions off because the day is full. We understand that, and we are still glad when you ask.",
        "Take it one step at a time, and take someone along if that makes it easier.",
    ],
    plain: &[
        "Find out what applies to you. Ask if something is unclear. Decide when you know enough.",
        "No long explanations here: if it concerns you, ask. If you are not sure whether it concerns you, ask as well.",
    ],
    professional: &[
        "Sound information and an unhurried conversation are the basis of a good decision. Both are part of our work.",
        "We are glad to explain what is known, what is not, and what that means for you.",
    ],
    upbeat: &[
        "Small steps count, and the first one is often just a question. Go on, ask it!",
        "Share this with someone who would like to know more. Two people ask better questions than one!",
    ],
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "If you have a question, send us a message or ask at your next visit.",
        "Is something on your mind? Talk to us.",
    ],
    warm: &[
        "Come by, call or write to us. We are glad to listen.",
        "You are welcome with every question, big or small.",
        "Talk to us whenever you are ready. We will take the time.",
    ],
    plain: &[
        "If you are not sure what applies to you, ask us.",
        "Write to us or ask at the front desk.",
        "Ask us in person, or send us a message.",
    ],
    professional: &[
        "Our team is happy to advise you in person. Please make an appointment if you would like to talk it through.",
        "Please contact our practice if you have questions. We will take the time to answer them.",
        "If you would like individual advice, our team is glad to see you.",
    ],
    upbeat: &[
        "Drop us a line or pop in with your questions. We would love to hear from you!",
        "Got a question? Send us a message!",
        "What would you like to know? Ask us in person or send a message. We are looking forward to it!",
    ],
};

pub(super) const SIGN_OFFS: Toned = Toned {
    any: &["Your team at {{ brand }}"],
    warm: &["Warmly, your team at {{ brand }}", "Take care, your team at {{ brand }}"],
    plain: &["{{ brand }}"],
    professional: &["The team at {{ brand }}", "With kind regards, {{ brand }}"],
    upbeat: &["See you soon, your team at {{ brand }}"],
};
