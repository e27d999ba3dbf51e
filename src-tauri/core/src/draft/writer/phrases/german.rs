//! German phrases. They address the reader as «Sie». A theme is never governed by a preposition, because its words
//! would have to be inflected: it stands after «zum Thema», after a colon or at the beginning.

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
    audience: "Besonders gedacht für: {{ audience }}.",
    place: "Sie finden uns hier: {{ place }}",
    link: "Mehr dazu: {{ contact }}",
    contact: "So erreichen Sie uns: {{ contact }}",
    topics: super::german_topics::TOPICS,
};

const X_LEADS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ the_day }} ist ein guter Grund, kurz innezuhalten.",
            "{{ the_day }} ist eine gute Gelegenheit, endlich nachzufragen.",
            "{{ the_day }} hat einen Zweck: dass wir darüber reden.",
            "{{ the_day }} geht vorbei. Das Thema bleibt.",
            "{{ of_day }} ein Gedanke, der einfach ist.",
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
            "{{ name }}: wozu? Damit wir darüber reden.",
        ],
        professional: &[
            "{{ of_day }} ein Hinweis von unserem Team.",
            "{{ name }}: ein Hinweis aus unserer Praxis.",
            "{{ of_day }} etwas, das gut zu wissen ist.",
        ],
        upbeat: &[
            "Hallo, {{ name }}!",
            "{{ name }}: Machen wir etwas daraus!",
            "Im Kalender steht: {{ name }}!",
        ],
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
            "Neugierig auf das Thema {{ name }}? Gut so!",
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

const X_BODIES: Toned = Toned {
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

const X_ASKS: Toned = Toned {
    any: &["Fragen? Fragen Sie uns.", "Sprechen Sie uns beim nächsten Besuch an."],
    warm: &["Kommen Sie vorbei und reden Sie mit uns.", "Wir helfen Ihnen gern.", "Wir sind da, wenn Sie uns brauchen."],
    plain: &["Unsicher? Fragen Sie uns.", "Im Zweifel: Melden Sie sich.", "Ein kurzer Besuch kann es klären."],
    professional: &[
        "Unser Team berät Sie gern.",
        "Wenn Sie unsicher sind, sprechen Sie bitte mit unserem Team.",
        "Wir beantworten gern Ihre Fragen.",
    ],
    upbeat: &["Bringen Sie Ihre Fragen mit!", "Fragen Sie uns einfach!", "Schauen Sie vorbei!"],
};

const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ name }}: Was bedeutet das für Sie?",
            "Manche Termine im Kalender sind zum Nachdenken da. {{ the_day }} gehört dazu.",
            "{{ name }}: Hatten Sie davon schon gehört?",
            "{{ of_day }} möchten wir vor allem eines: ins Gespräch kommen.",
        ],
        warm: &["{{ the_day }} handelt von Menschen, und darum ist uns das wichtig. Wie geht es Ihnen?"],
        plain: &["{{ name }}: Worum geht es? Vor allem darum, miteinander zu reden."],
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

const BRIDGES: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ the_day }} ist ein guter Grund zu fragen.",
            "Wir fragen aus gutem Grund: {{ name }}.",
            "Für solche Fragen gibt es diesen Anlass: {{ name }}.",
            "{{ the_day }} ist ein guter Moment, darüber nachzudenken.",
        ],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    topic: Toned {
        any: &[
            "Damit sind wir beim Thema {{ name }}.",
            "Heute möchten wir ein paar Worte zum Thema {{ name }} sagen.",
            "Wir fragen, weil unser Thema heute {{ name }} heißt.",
            "Gut zu wissen zum Thema {{ name }}:",
        ],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    statement: Toned {
        any: &["{{ sentence }}", "Kurz gesagt: {{ sentence }}", "Etwas zum Merken: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    question: Toned {
        any: &["Und noch eine Frage: {{ sentence }}", "Das führt zu einer weiteren Frage: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    label: Toned {
        any: &["Unser Thema heute: {{ sentence }}", "Darum geht es heute: {{ sentence }}", "Das gehört dazu: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
};

const BODIES: Toned = Toned {
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

const ASKS: Toned = Toned {
    any: &[
        "Wenn Sie eine Frage haben, schreiben Sie uns oder sprechen Sie uns beim nächsten Besuch an.",
        "Beschäftigt Sie etwas? Sagen Sie es uns. Wir lesen jede Nachricht.",
    ],
    warm: &[
        "Kommen Sie vorbei, rufen Sie an oder schreiben Sie uns. Wir hören gern zu.",
        "Sie sind mit jeder Frage willkommen, ob groß oder klein.",
        "Reden Sie mit uns, wann immer Sie möchten. Wir nehmen uns die Zeit.",
    ],
    plain: &[
        "Wenn Sie nicht sicher sind, was für Sie gilt, fragen Sie uns.",
        "Schreiben Sie uns oder fragen Sie am Empfang.",
        "Sagen Sie uns, was Sie wissen möchten, und wir antworten.",
    ],
    professional: &[
        "Unser Team berät Sie gern persönlich. Bitte vereinbaren Sie einen Termin, wenn Sie in Ruhe darüber sprechen möchten.",
        "Bitte wenden Sie sich mit Ihren Fragen an unsere Praxis. Wir nehmen uns Zeit für die Antwort.",
        "Wenn Sie persönlichen Rat wünschen, ist unser Team gern für Sie da.",
    ],
    upbeat: &[
        "Schreiben Sie uns oder schauen Sie mit Ihren Fragen vorbei. Wir freuen uns auf Sie!",
        "Eine Frage? Her damit!",
        "Sagen Sie uns: Was möchten Sie wissen? Wir sind gespannt!",
    ],
};

const SIGN_OFFS: Toned = Toned {
    any: &["Ihr Team: {{ brand }}"],
    warm: &["Herzliche Grüße, {{ brand }}", "Passen Sie auf sich auf. {{ brand }}"],
    plain: &["{{ brand }}"],
    professional: &["Mit freundlichen Grüßen, {{ brand }}"],
    upbeat: &["Bis bald! {{ brand }}"],
};

const GRAMMAR: Grammar = Grammar {
    verbs: &[
        "bin", "ist", "sind", "war", "waren", "hat", "haben", "kann", "können", "muss", "müssen", "soll", "sollte", "sollten",
        "darf", "dürfen", "wird", "werden", "hilft", "helfen", "schützt", "schützen", "wirkt", "wirken", "heilt", "heilen",
        "rettet", "retten", "schadet", "schaden", "braucht", "brauchen", "macht", "machen", "tut", "tun", "gibt", "bleibt",
        "beginnt", "zählt", "zählen", "lohnt", "geht", "gehen", "kommt", "kommen", "heißt", "steigt", "senkt", "senken",
        "verhindert", "tötet", "töten", "stärkt", "stärken", "gehört", "gehören", "hält", "halten", "bekommt",
    ],
    requests: &[
        "waschen", "wasch", "trinken", "trink", "essen", "bewegen", "beweg", "schützen", "schütze", "fragen", "frag", "sprechen",
        "reden", "denken", "denk", "achten", "achte", "kommen", "komm", "vergessen", "vergiss", "lassen", "lass", "bleiben",
        "bleib", "hören", "hör", "impfen", "nehmen", "nimm", "gehen", "geh", "messen", "kennen", "bitte", "nie", "niemals",
    ],
    question_words: &["warum", "wie", "was", "wann", "wo", "wer", "welche", "welcher", "welches", "ob", "wenn", "weil", "wieso"],
    relatives: &["wer", "dass", "ob", "wenn", "weil", "warum", "wie", "was", "wo"],
    small_words: &[],
    capitalised: &[],
};
