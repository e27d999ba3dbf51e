//! German phrases for Instagram: a line under a picture, as a practice speaks to neighbours.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "Heute im Blick: {{ name }}.",
            "Ein Eintrag für Ihren Kalender: {{ name }}.",
            "{{ name }}: ein guter Moment zum Innehalten.",
        ],
        warm: &["{{ the_day }} handelt von Menschen. Wir auch."],
        plain: &["{{ name }}. Eine Sache zum Mitnehmen."],
        professional: &["{{ name }}: ein Wort aus unserer Praxis."],
        upbeat: &["Es ist so weit: {{ name }}!"],
    },
    topic: Toned {
        any: &[
            "Ein Bild, ein Gedanke zum Thema {{ name }}.",
            "Eine Minute für das Thema {{ name }}.",
            "{{ name }}, in wenigen Worten.",
            "Zum Aufheben für später: {{ name }}.",
        ],
        warm: &["Mit Sorgfalt für Sie zum Thema {{ name }}."],
        plain: &["{{ name }}. Die kurze Fassung."],
        professional: &["Was unser Team zum Thema {{ name }} sagt."],
        upbeat: &["Unser Thema heute: {{ name }}!"],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} Zum Merken und Weitersagen.",
            "Ein Satz für heute: {{ sentence }}",
            "{{ sentence }} So einfach ist das.",
        ],
        warm: &["{{ sentence }} Für Sie und für alle, die Ihnen am Herzen liegen."],
        plain: &["{{ sentence }} Das ist die Notiz des Tages."],
        professional: &["Unser Team erinnert heute daran: {{ sentence }}"],
        upbeat: &["{{ sentence }} Zeigen Sie das jemandem, der es sehen sollte!"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} Hier ist ein Anfang.",
            "Sie haben gefragt: {{ sentence }}",
            "{{ sentence }} Fragen Sie uns gern danach.",
        ],
        warm: &["{{ sentence }} Gut, dass Sie fragen."],
        plain: &["{{ sentence }} Eine kurze Antwort."],
        professional: &["In unserer Praxis gefragt: {{ sentence }}"],
        upbeat: &["{{ sentence }} Gute Frage!"],
    },
    label: Toned {
        any: &[
            "Heute im Bild: {{ sentence }}",
            "Das Thema von heute: {{ sentence }}",
            "Einen zweiten Blick wert: {{ sentence }}",
            "Aus der Praxis in Ihren Feed: {{ sentence }}",
        ],
        warm: &["Etwas, das uns wichtig ist: {{ sentence }}"],
        plain: &["Heute: {{ sentence }}"],
        professional: &["Eine Notiz aus der Praxis: {{ sentence }}"],
        upbeat: &["Sehen Sie, was wir für Sie haben: {{ sentence }}"],
    },
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "Schreiben Sie uns, wenn Sie eine Frage haben.",
        "Fragen Sie uns, hier oder am Empfang.",
        "Heben Sie sich diesen Beitrag auf.",
    ],
    warm: &[
        "Wir sind für Sie da.",
        "Kommen Sie vorbei, wir hören Ihnen gern zu.",
        "Schreiben Sie uns, wann immer Sie mögen.",
    ],
    plain: &["Fragen? Fragen Sie.", "Rufen Sie an und vereinbaren Sie einen Termin.", "Am Empfang wissen wir mehr."],
    professional: &[
        "Unser Team berät Sie gern.",
        "Termine vergibt unser Empfang.",
        "Bitte sprechen Sie unser Team persönlich an.",
    ],
    upbeat: &["Sagen Sie Hallo, wenn Sie vorbeikommen!", "Zeigen Sie das Ihren Freunden!", "Bis bald!"],
};
