//! German phrases for Facebook: a sentence or a short paragraph each.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ name }}: Was bedeutet das für Sie?",
            "Manche Termine im Kalender sind zum Nachdenken da. {{ the_day }} gehört dazu.",
            "{{ name }}: Hatten Sie davon schon gehört?",
            "{{ of_day }} möchten wir vor allem eines: ins Gespräch kommen.",
        ],
        warm: &["{{ the_day }} handelt von Menschen, und darum ist uns das wichtig. Wie geht es Ihnen?"],
        plain: &["{{ name }}: ein einfaches Wort von uns."],
        professional: &["{{ of_day }} lädt unsere Praxis Sie ein, Ihre Fragen zu stellen."],
        upbeat: &["Es ist Zeit: {{ name }}! Wer ist dabei?"],
    },
    topic: Toned {
        any: &[
            "Wollten Sie zum Thema {{ name }} schon länger etwas fragen?",
            "Was möchten Sie zum Thema {{ name }} wissen?",
            "Woran denken Sie zuerst beim Stichwort {{ name }}?",
            "Über manches redet man leichter als über anderes. Heute ist unser Thema: {{ name }}.",
            "Haben Sie eine Frage zum Thema {{ name }}? Hier sind Sie richtig.",
        ],
        warm: &["Setzen wir uns kurz zusammen. Unser Thema: {{ name }}."],
        plain: &["Heute ein paar einfache Worte zum Thema {{ name }}."],
        professional: &["Unser Team möchte Ihnen etwas zum Thema {{ name }} sagen."],
        upbeat: &["Reden wir über das Thema {{ name }}! Was würden Sie uns zuerst fragen?"],
    },
    statement: Toned {
        any: &[
            "Haben Sie das schon einmal gehört? {{ sentence }}",
            "{{ sentence }} Hätten Sie das auch gesagt?",
            "{{ sentence }} Wir finden, das ist ein Gespräch wert.",
            "Wenn Sie diese Woche einen Satz von uns behalten, dann diesen: {{ sentence }}",
        ],
        warm: &["Etwas zum Weitersagen, an die Menschen, die Ihnen wichtig sind. {{ sentence }}"],
        plain: &["{{ sentence }} Das ist alles. Der Rest sind Einzelheiten."],
        professional: &["Unser Team möchte Sie daran erinnern: {{ sentence }}"],
        upbeat: &["{{ sentence }} Wer sieht das auch so?"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} Was wäre Ihre Antwort?",
            "Eine Frage an Sie. {{ sentence }}",
            "{{ sentence }} Wenn Sie sich das auch schon gefragt haben, sind Sie nicht allein.",
        ],
        warm: &["{{ sentence }} Denken wir gemeinsam darüber nach."],
        plain: &["Eine einfache Frage: {{ sentence }}"],
        professional: &["Eine Frage, die eine sorgfältige Antwort verdient: {{ sentence }}"],
        upbeat: &["Kurze Frage an Sie! {{ sentence }}"],
    },
    label: Toned {
        any: &[
            "Heute möchten wir darüber reden: {{ sentence }}",
            "Ein Thema, das einen Moment verdient: {{ sentence }}",
            "Woran denken Sie, wenn Sie das lesen? {{ sentence }}",
            "Unser Thema für Sie: {{ sentence }}",
        ],
        warm: &["Etwas, das wir mit Ihnen teilen möchten: {{ sentence }}"],
        plain: &["Das Thema ist einfach: {{ sentence }}"],
        professional: &["Unser Team hat dieses Thema für Sie gewählt: {{ sentence }}"],
        upbeat: &["Schauen Sie mal! {{ sentence }}"],
    },
};

pub(super) const BRIDGES: Shaped = Shaped {
    day: Toned::always(&[
        "{{ the_day }} ist ein guter Grund zu fragen.",
        "Wir fragen aus gutem Grund: {{ name }}.",
        "Für solche Fragen gibt es diesen Anlass: {{ name }}.",
        "{{ the_day }} ist ein guter Moment, darüber nachzudenken.",
    ]),
    topic: Toned::always(&[
        "Damit sind wir beim Thema {{ name }}.",
        "Heute möchten wir ein paar Worte zum Thema {{ name }} sagen.",
        "Wir fragen, weil unser Thema heute {{ name }} heißt.",
        "Gut zu wissen zum Thema {{ name }}:",
    ]),
    statement: Toned::always(&["{{ sentence }}", "Kurz gesagt: {{ sentence }}", "Etwas zum Merken: {{ sentence }}"]),
    question: Toned::always(&[
        "Und noch eine Frage: {{ sentence }}",
        "Das führt zu einer weiteren Frage: {{ sentence }}",
    ]),
    label: Toned::always(&[
        "Unser Thema heute: {{ sentence }}",
        "Darum geht es heute: {{ sentence }}",
        "Heute im Mittelpunkt: {{ sentence }}",
    ]),
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "Ratschläge gibt es viele, und nicht jeder passt zu jedem. Ein kurzes Gespräch mit jemandem, der Sie kennt, hilft mehr als eine lange Suche.",
        "Oft ist es eine kleine Frage, die seit Wochen wartet. Stellen Sie sie, dann wissen Sie, was als Nächstes zu tun ist, oder dass gar nichts zu tun ist.",
        "Man muss nicht krank sein, um uns etwas zu fragen. Fragen gehören dazu, wenn man gesund bleiben will.",
        "Was Ihrem Nachbarn guttut, muss nicht zu Ihnen passen. Darum hören wir erst zu und raten dann.",
    ],
    warm: &[
        "Es macht nichts, wenn Sie nicht wissen, wo Sie anfangen sollen. Sagen Sie uns, was Sie beschäftigt, und wir finden gemeinsam den Anfang.",
        "Viele schieben solche Fragen auf, weil der Tag voll ist. Das verstehen wir gut, und wir freuen uns trotzdem, wenn Sie fragen.",
        "Gehen Sie Schritt für Schritt, und bringen Sie jemanden mit, wenn das leichter ist.",
    ],
    plain: &[
        "Informieren Sie sich, was für Sie gilt. Fragen Sie, wenn etwas unklar ist. Entscheiden Sie, wenn Sie genug wissen.",
        "Ohne lange Erklärung: Wenn es Sie betrifft, fragen Sie. Wenn Sie nicht wissen, ob es Sie betrifft, fragen Sie auch.",
    ],
    professional: &[
        "Verlässliche Information und ein Gespräch ohne Eile sind die Grundlage einer guten Entscheidung. Beides gehört zu unserer Arbeit.",
        "Wir erklären Ihnen gern, was bekannt ist, was nicht, und was das für Sie bedeutet.",
    ],
    upbeat: &[
        "Kleine Schritte zählen, und der erste ist oft nur eine Frage. Also los, stellen Sie sie!",
        "Teilen Sie das mit jemandem, der mehr wissen möchte. Zu zweit fragt es sich besser!",
    ],
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "Wenn Sie eine Frage haben, schreiben Sie uns oder sprechen Sie uns beim nächsten Besuch an.",
        "Beschäftigt Sie etwas? Sprechen Sie mit uns.",
    ],
    warm: &[
        "Kommen Sie vorbei, rufen Sie an oder schreiben Sie uns. Wir hören gern zu.",
        "Sie sind mit jeder Frage willkommen, ob groß oder klein.",
        "Reden Sie mit uns, wann immer Sie möchten. Wir nehmen uns die Zeit.",
    ],
    plain: &[
        "Wenn Sie nicht sicher sind, was für Sie gilt, fragen Sie uns.",
        "Schreiben Sie uns oder fragen Sie am Empfang.",
        "Fragen Sie uns persönlich, oder schreiben Sie uns eine Nachricht.",
    ],
    professional: &[
        "Unser Team berät Sie gern persönlich. Bitte vereinbaren Sie einen Termin, wenn Sie in Ruhe darüber sprechen möchten.",
        "Bitte wenden Sie sich mit Ihren Fragen an unsere Praxis. Wir nehmen uns Zeit für die Antwort.",
        "Wenn Sie persönlichen Rat wünschen, ist unser Team gern für Sie da.",
    ],
    upbeat: &[
        "Schreiben Sie uns oder schauen Sie mit Ihren Fragen vorbei. Wir freuen uns auf Sie!",
        "Eine Frage? Schreiben Sie uns eine Nachricht!",
        "Was möchten Sie wissen? Fragen Sie uns persönlich oder per Nachricht. Wir sind gespannt!",
    ],
};

pub(super) const SIGN_OFFS: Toned = Toned {
    any: &["Ihr Team: {{ brand }}"],
    warm: &["Herzliche Grüße, {{ brand }}", "Passen Sie auf sich auf. {{ brand }}"],
    plain: &["{{ brand }}"],
    professional: &["Mit freundlichen Grüßen, {{ brand }}"],
    upbeat: &["Bis bald! {{ brand }}"],
};
