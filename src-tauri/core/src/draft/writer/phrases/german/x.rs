//! German phrases for X: one sentence each.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const LEADS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ the_day }} ist ein guter Grund, kurz innezuhalten.",
            "{{ the_day }} ist eine gute Gelegenheit, endlich nachzufragen.",
            "{{ of_day }} etwas zum Merken.",
            "Nicht nur aus diesem Anlass ({{ name }}):",
            "{{ of_day }} ein einfacher Gedanke.",
            "{{ the_day }} lädt ein, genauer hinzusehen.",
        ],
        warm: &[
            "{{ the_day }} geht uns alle an.",
            "{{ of_day }} wünschen wir Ihnen: Achten Sie auf sich, und aufeinander.",
            "{{ of_day }} hören wir gern Ihre Fragen.",
        ],
        plain: &[
            "{{ name }}, kurz gesagt.",
            "{{ name }}: eine Sache zum Merken.",
            "Woran wir heute erinnern: {{ name }}.",
        ],
        professional: &[
            "{{ of_day }} ein Hinweis von unserem Team.",
            "{{ name }}: ein Hinweis aus unserer Praxis.",
            "{{ of_day }} etwas, das gut zu wissen ist.",
        ],
        upbeat: &["Hallo, {{ name }}!", "{{ name }}: Machen wir etwas daraus!", "Im Kalender steht: {{ name }}!"],
    },
    topic: Toned {
        any: &[
            "Kurz notiert zum Thema {{ name }}.",
            "Eine Minute für das Thema {{ name }}.",
            "Ein paar Worte zum Thema {{ name }}.",
            "{{ name }}: was man wissen sollte.",
            "Gute Fragen zum Thema {{ name }} sind hier immer willkommen.",
            "Stichwort {{ name }}: Reden wir darüber.",
        ],
        warm: &[
            "Fragen zum Thema {{ name }}? Damit sind Sie nicht allein.",
            "Zum Thema {{ name }} gibt es keine dummen Fragen.",
            "{{ name }}: Reden wir in Ruhe darüber.",
        ],
        plain: &[
            "{{ name }}, kurz gesagt.",
            "{{ name }}: das Wichtigste.",
            "Was wir Ihnen heute zum Thema {{ name }} sagen würden:",
        ],
        professional: &[
            "Aus unserem Team ein Wort zum Thema {{ name }}.",
            "{{ name }}: ein Hinweis aus unserer Praxis.",
            "Zum Thema {{ name }} etwas, das gut zu wissen ist.",
        ],
        upbeat: &[
            "Eine Minute Zeit? Thema: {{ name }}.",
            "Neugierig auf das Thema {{ name }}? Fragen Sie!",
            "{{ name }}? Reden wir darüber!",
        ],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} Das kann man ruhig noch einmal sagen.",
            "{{ sentence }} Einfach, und leicht zu vergessen.",
            "Es lohnt sich, das zu wiederholen: {{ sentence }}",
            "Ein Satz zum Merken: {{ sentence }}",
            "{{ sentence }} Wirft das eine Frage auf? Umso besser.",
        ],
        warm: &["Bitte weitersagen: {{ sentence }}", "{{ sentence }} Sagen Sie es jemandem, der Ihnen wichtig ist."],
        plain: &["In einem Satz: {{ sentence }}", "{{ sentence }} Das ist das Wichtigste."],
        professional: &[
            "Ein Hinweis von unserem Team: {{ sentence }}",
            "{{ sentence }} Unser Team erklärt Ihnen gern, warum.",
        ],
        upbeat: &["Sagen Sie es mit uns: {{ sentence }}", "{{ sentence }} Weitersagen!"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} Eine berechtigte Frage.",
            "Eine Frage, die sich lohnt: {{ sentence }}",
            "{{ sentence }} Schauen wir es uns gemeinsam an.",
            "Schon einmal gefragt? {{ sentence }}",
        ],
        warm: &["{{ sentence }} Es ist gut, das zu fragen."],
        plain: &["{{ sentence }} Fragen lohnt sich."],
        professional: &["{{ sentence }} Unser Team antwortet Ihnen gern."],
        upbeat: &["{{ sentence }} Gute Frage!"],
    },
    label: Toned {
        any: &[
            "Unser Thema heute: {{ sentence }}",
            "Eine Minute wert: {{ sentence }}",
            "Was uns beschäftigt: {{ sentence }}",
            "Kurz gesagt: {{ sentence }}",
            "Reden wir darüber: {{ sentence }}",
            "Etwas zum Nachdenken: {{ sentence }}",
        ],
        warm: &["Das liegt uns am Herzen: {{ sentence }}"],
        plain: &["Heute geht es um dies: {{ sentence }}"],
        professional: &["Aus unserer Praxis: {{ sentence }}"],
        upbeat: &["Etwas für Sie: {{ sentence }}"],
    },
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "Ein kurzes Gespräch klärt oft mehr als eine lange Suche im Netz.",
        "Wenn etwas unklar ist, genügt eine kurze Frage.",
        "Was für Sie richtig ist, hängt von Ihnen ab. Reden wir darüber.",
        "Früh zu fragen ist meist der leichtere Weg.",
    ],
    warm: &[
        "Sie müssen nicht alles durchdacht haben, bevor Sie fragen.",
        "Jede Frage ist willkommen, und die zweite auch.",
    ],
    plain: &["Erst die Information, dann die Entscheidung.", "Fragen, zuhören, dann entscheiden."],
    professional: &[
        "Guter Rat beginnt mit Ihrer Situation, nicht mit einer Suchmaschine.",
        "Wir nehmen uns Zeit und erklären, was für Sie gilt.",
    ],
    upbeat: &["Keine Frage ist zu klein für unser Team!", "Ein bisschen Klarheit hilft viel!"],
};

pub(super) const ASKS: Toned = Toned {
    any: &["Fragen? Fragen Sie uns.", "Sprechen Sie uns beim nächsten Besuch an."],
    warm: &[
        "Kommen Sie vorbei und reden Sie mit uns.",
        "Wir helfen Ihnen gern.",
        "Wir sind da, wenn Sie uns brauchen.",
    ],
    plain: &["Unsicher? Fragen Sie uns.", "Im Zweifel: Melden Sie sich.", "Ein kurzer Besuch kann es klären."],
    professional: &[
        "Unser Team berät Sie gern.",
        "Wenn Sie unsicher sind, sprechen Sie bitte mit unserem Team.",
        "Wir beantworten gern Ihre Fragen.",
    ],
    upbeat: &["Bringen Sie Ihre Fragen mit!", "Fragen Sie uns einfach!", "Schauen Sie vorbei!"],
};
