//! English phrases.

use super::{Grammar, Phrasebook, Shaped, Toned};

pub(super) const BOOK: Phrasebook = Phrasebook {
    grammar: &GRAMMAR,
    x_leads: &X_LEADS,
    x_bodies: &X_BODIES,
    x_asks: &X_ASKS,
    facebook_openings: &OPENINGS,
    facebook_bridges: &BRIDGES,
    facebook_bodies: &BODIES,
    facebook_asks: &ASKS,
    sign_offs: &SIGN_OFFS,
    audience: "This is especially for {{ audience }}.",
    place: "You will find us here: {{ place }}",
    link: "More here: {{ contact }}",
    contact: "How to reach us: {{ contact }}",
    topics: super::english_topics::TOPICS,
};

const X_LEADS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ name }} is a good reason to pause for a moment.",
            "{{ name }} is a good moment to ask what you have been meaning to ask.",
            "{{ name }} has one purpose: getting people to talk.",
            "{{ name }} comes and goes. The topic stays.",
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
        upbeat: &[
            "Hello, {{ topic }}!",
            "{{ name }}: let's put it to good use!",
            "One for the calendar: {{ topic }}!",
        ],
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
        upbeat: &[
            "Got a minute for {{ topic }}?",
            "Curious about {{ topic }}? Good!",
            "{{ name }}? Let's talk!",
        ],
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

const X_BODIES: Toned = Toned {
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

const X_ASKS: Toned = Toned {
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

const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "What does {{ topic }} mean to you?",
            "Some days in the calendar are there to make us stop and think. {{ name }} is one of them.",
            "Had you heard of {{ topic }} before?",
            "Let's use {{ topic }} for what it is best at: starting a conversation.",
        ],
        warm: &["{{ name }} is about people, and that is why we care about it. How are you?"],
        plain: &["What is {{ topic }} about? Mostly about talking to each other."],
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

const BRIDGES: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ name }} is a good reason to ask.",
            "We ask because of {{ topic }}.",
            "That is the kind of question {{ topic }} is there for.",
            "{{ name }} is a good moment to think about it.",
        ],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    topic: Toned {
        any: &[
            "That brings us to {{ topic }}.",
            "Today we would like to say a few words about {{ topic }}.",
            "We ask because our subject today is {{ topic }}.",
            "Here is something on {{ topic }} that is good to know.",
        ],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    statement: Toned {
        any: &["{{ sentence }}", "The short version: {{ sentence }}", "One thing to keep in mind: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    question: Toned {
        any: &["And one more question: {{ sentence }}", "It leads to another question: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    label: Toned {
        any: &["Our topic today: {{ sentence }}", "That is today's subject: {{ sentence }}", "It belongs to this: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
};

const BODIES: Toned = Toned {
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

const ASKS: Toned = Toned {
    any: &[
        "If you have a question, send us a message or ask at your next visit.",
        "Is something on your mind? Let us know. We read every message.",
    ],
    warm: &[
        "Come by, call or write to us. We are glad to listen.",
        "You are welcome with every question, big or small.",
        "Talk to us whenever you are ready. We will take the time.",
    ],
    plain: &[
        "If you are not sure what applies to you, ask us.",
        "Write to us or ask at the front desk.",
        "Tell us what you would like to know, and we will answer.",
    ],
    professional: &[
        "Our team is happy to advise you in person. Please make an appointment if you would like to talk it through.",
        "Please contact our practice if you have questions. We will take the time to answer them.",
        "If you would like individual advice, our team is glad to see you.",
    ],
    upbeat: &[
        "Drop us a line or pop in with your questions. We would love to hear from you!",
        "Got a question? Send it over!",
        "Tell us: what would you like to know? We are looking forward to it!",
    ],
};

const SIGN_OFFS: Toned = Toned {
    any: &["Your team at {{ brand }}"],
    warm: &["Warmly, your team at {{ brand }}", "Take care, your team at {{ brand }}"],
    plain: &["{{ brand }}"],
    professional: &["The team at {{ brand }}", "With kind regards, {{ brand }}"],
    upbeat: &["See you soon, your team at {{ brand }}"],
};

const GRAMMAR: Grammar = Grammar {
    verbs: &[
        "am", "is", "isn't", "are", "aren't", "was", "were", "be", "been", "do", "does", "don't", "doesn't", "did", "didn't",
        "can", "can't", "cannot", "could", "will", "won't", "would", "should", "shouldn't", "must", "may", "might", "has",
        "have", "haven't", "hasn't", "had", "needs", "helps", "protects", "saves", "works", "matters", "kills", "causes",
        "hurts", "heals", "starts", "begins", "counts", "makes", "means", "keeps", "spreads", "prevents", "lowers", "raises",
        "harms", "reduces", "improves", "gets", "goes", "comes", "takes", "gives", "feels", "feel", "become", "becomes",
        "deserves", "depends", "stops", "remains", "belongs", "beats", "affects", "leads", "lasts", "knows", "know", "get",
        "need", "want", "wants", "it's", "that's", "you're", "we're", "i'm", "there's", "let's",
    ],
    requests: &[
        "wash", "get", "stop", "know", "protect", "drink", "eat", "keep", "take", "ask", "book", "quit", "avoid", "learn",
        "don't", "do", "never", "always", "remember", "choose", "move", "breathe", "stay", "save", "see", "talk", "think",
        "join", "meet", "bring", "prevent", "look", "listen", "give", "find", "make", "be", "beat", "fight", "wear", "spot",
        "say", "let's", "come", "try", "put", "use", "vaccinate", "sleep", "check", "please",
    ],
    question_words: &["why", "how", "what", "when", "where", "who", "which", "whether", "if", "because"],
    relatives: &["who", "that", "which", "where", "when", "if", "because", "why", "how", "what"],
    small_words: &[
        "a", "an", "the", "of", "for", "in", "on", "at", "to", "and", "or", "with", "without", "from", "by", "after",
        "before", "during", "against", "over", "under", "about", "as", "between", "near", "while", "our", "your",
        "we", "you", "&", "vs", "per", "through", "into", "beyond",
    ],
    capitalised: &[
        "parkinson's", "alzheimer's", "crohn's", "hodgkin's", "lyme", "down", "ramadan", "christmas", "easter", "diwali",
        "eid", "hanukkah", "halloween", "thanksgiving", "ebola", "zika", "i", "english", "spanish", "german", "monday",
        "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "june",
        "july", "august", "september", "october", "november", "december", "dr", "movember", "turner", "raynaud's",
    ],
};
