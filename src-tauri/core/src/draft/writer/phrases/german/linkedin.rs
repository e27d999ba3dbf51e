//! German phrases for LinkedIn: a sentence or two each, as a practice speaks among colleagues and neighbours.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ the_day }} ist ein Anlass, über den Alltag in der Praxis zu sprechen.",
            "{{ of_day }} eine klare Botschaft aus unserer Praxis.",
            "{{ name }}: Gesundheit ist auch eine Frage des Gesprächs.",
            "{{ the_day }} gibt uns Gelegenheit zu teilen, was wir am häufigsten erklären.",
        ],
        warm: &["{{ the_day }} erinnert uns daran, warum wir unsere Arbeit mögen: Es geht um Menschen."],
        plain: &["{{ name }}, aus Sicht einer Praxis."],
        professional: &["{{ of_day }} ein Hinweis unseres Teams."],
        upbeat: &["{{ name }}: Unser Team ist gern dabei!"],
    },
    topic: Toned {
        any: &[
            "Ein paar Gedanken aus unserer Praxis zum Thema {{ name }}.",
            "In unserem Alltag sprechen wir oft über das Thema {{ name }}.",
            "Diese Woche möchte unser Team auf ein Thema aufmerksam machen: {{ name }}.",
            "Gute Information zum Thema {{ name }} beginnt mit Zuhören.",
            "Zum Thema {{ name }} gibt es viel zu sagen. Darauf kommen wir immer wieder zurück.",
        ],
        warm: &["Kaum ein Thema führt Menschen mit so vielen Fragen zu uns: {{ name }}."],
        plain: &["{{ name }}: kurz gesagt, was wissenswert ist."],
        professional: &["Aus unserer Praxis: ein fachlicher Hinweis zum Thema {{ name }}."],
        upbeat: &["Unser Team setzt gern ein Thema auf die Tagesordnung: {{ name }}!"],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} Das darf man wiederholen, auch bei der Arbeit.",
            "Ein Satz, den unser Team unterschreibt: {{ sentence }}",
            "{{ sentence }} Das klingt einfach und ist doch eine Erinnerung wert.",
            "Aus unserer Praxis für Ihren Arbeitstag: {{ sentence }}",
        ],
        warm: &["{{ sentence }} Sagen Sie es gern im Kollegenkreis weiter."],
        plain: &["In Kürze: {{ sentence }}"],
        professional: &["Eine Erinnerung aus unserer Praxis: {{ sentence }}"],
        upbeat: &["{{ sentence }} Wir finden, das sollten viele lesen!"],
    },
    question: Toned {
        any: &[
            "Eine Frage, die unsere Praxis immer wieder erreicht: {{ sentence }}",
            "{{ sentence }} Wir finden, das verdient eine Antwort ohne Eile.",
            "Die Frage dieser Woche in unserem Team: {{ sentence }}",
        ],
        warm: &["Wir freuen uns über jeden, der uns das fragt: {{ sentence }}"],
        plain: &["Die Frage: {{ sentence }}"],
        professional: &["Aus unserer Sprechstunde: {{ sentence }}"],
        upbeat: &["Eine gute Frage für die Kaffeepause: {{ sentence }}"],
    },
    label: Toned {
        any: &[
            "Diese Woche aus unserer Praxis: {{ sentence }}",
            "Was unser Team beschäftigt: {{ sentence }}",
            "Ein Thema für die ganze Nachbarschaft: {{ sentence }}",
            "Das möchten wir auf die Tagesordnung setzen: {{ sentence }}",
        ],
        warm: &["Das liegt uns am Herzen: {{ sentence }}"],
        plain: &["Unser Thema: {{ sentence }}"],
        professional: &["Ein Hinweis unseres Teams zu diesem Thema: {{ sentence }}"],
        upbeat: &["Das teilen wir gern: {{ sentence }}"],
    },
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "Verlässliche Information und Zeit für ein Gespräch gehören zusammen. So verstehen wir unsere Arbeit.",
        "Viele Fragen zur Gesundheit entstehen bei der Arbeit, in der Pause oder auf dem Heimweg. Es ist gut zu wissen, wohin damit.",
        "Vorbeugung beginnt oft mit einem Gespräch, lange bevor etwas wehtut.",
        "Nicht jeder Rat passt zu jedem Menschen. Wir sehen uns das Ganze an, bevor wir etwas empfehlen.",
    ],
    warm: &[
        "Hinter jedem Termin steht ein Mensch mit seinem Alltag. Das möchten wir nicht aus dem Blick verlieren.",
        "Ein freundliches Wort und eine klare Erklärung kosten wenig und helfen viel.",
    ],
    plain: &[
        "Wissen, was für Sie gilt. Fragen, was unklar ist. In Ruhe entscheiden.",
        "Wir halten es einfach: klare Worte, ehrliche Antworten, Zeit für Fragen.",
    ],
    professional: &[
        "Unser Team richtet sich nach aktuellen fachlichen Empfehlungen und erklärt, was sie für den Einzelnen bedeuten.",
        "Gute Entscheidungen beruhen auf guter Information, gemeinsam abgewogen mit jemandem, der den Menschen kennt.",
    ],
    upbeat: &[
        "Neugier ist gesund. Fragen, reden, weitersagen!",
        "Gute Teams achten aufeinander. Eine freundliche Erinnerung unter Kollegen ist ein Anfang!",
    ],
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "Fragen beantworten wir gern persönlich.",
        "Wenn Sie das betrifft, spricht unser Team gern mit Ihnen darüber.",
    ],
    warm: &[
        "Unsere Tür steht für Ihre Fragen offen.",
        "Wer darüber sprechen möchte, ist bei uns willkommen.",
        "Wir freuen uns auf das Gespräch.",
    ],
    plain: &[
        "Fragen? Sprechen Sie unser Team an.",
        "Vereinbaren Sie einen Termin, wenn Sie mehr wissen möchten.",
        "Schreiben Sie uns oder rufen Sie an.",
    ],
    professional: &[
        "Unser Team berät Sie nach Vereinbarung gern persönlich.",
        "Anfragen von Patienten, Arbeitgebern und Kollegen sind willkommen.",
        "Für weitere Informationen wenden Sie sich bitte an unsere Praxis.",
    ],
    upbeat: &[
        "Melden Sie sich, wir freuen uns!",
        "Teilen Sie das mit Ihrem Team, und bringen Sie Ihre Fragen mit!",
        "Kommen Sie mit uns ins Gespräch!",
    ],
};
