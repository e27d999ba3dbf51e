//! What is said in German of the topics that clinics post about.

use crate::draft::writer::phrases::TopicPhrases;
use crate::draft::writer::topic::Topic;

pub(super) const TOPICS: &[TopicPhrases] = &[
    TopicPhrases {
        topic: Topic::Crisis,
        keywords: &["*suizid*", "selbstmord*", "selbstverletz*", "überdosis"],
        question: "Geht es jemandem, der Ihnen nahesteht, gerade sehr schlecht?",
        truths: [
            "Ist jetzt jemand in Gefahr? Rufen Sie den Notruf. Sie müssen das nicht allein tragen.",
            "Jemanden direkt zu fragen, wie es ihm geht, bringt ihn nicht auf den Gedanken. Es kann eine Tür öffnen.",
        ],
        tag: "",
    },
    TopicPhrases {
        topic: Topic::Antibiotics,
        keywords: &["*antibioti*"],
        question: "Schnupfen, Husten, Halsweh: Würde ein Antibiotikum helfen?",
        truths: [
            "Antibiotika wirken gegen Bakterien. Gegen die Viren hinter Erkältung und Grippe richten sie nichts aus.",
            "Antibiotika nur zu nehmen, wenn sie nötig sind, hilft, dass sie für alle wirksam bleiben.",
        ],
        tag: "Antibiotika",
    },
    TopicPhrases {
        topic: Topic::Pregnancy,
        keywords: &["schwanger*", "*schwangerschaft*", "hebamme*", "mutterschaft*"],
        question: "Erwarten Sie ein Kind, oder denken Sie darüber nach?",
        truths: [
            "Regelmäßige Vorsorge in der Schwangerschaft hilft, dass es Mutter und Kind gut geht.",
            "Die erste Untersuchung ist am besten früh, in den ersten zwölf Wochen.",
        ],
        tag: "Schwangerschaft",
    },
    TopicPhrases {
        topic: Topic::ChildVaccines,
        keywords: &[
            "kinderimpf*",
            "impf* für kinder",
            "impf* bei kindern",
            "impf* im kindesalter",
            "kinder impfen",
            "masern*",
            "polio",
        ],
        question: "Wissen Sie, wo der Impfpass Ihres Kindes liegt?",
        truths: [
            "Impfungen schützen Kinder vor schweren Krankheiten wie Masern.",
            "Eine versäumte Impfung lässt sich meist nachholen. Ein Blick in den Impfpass zeigt, was fehlt.",
        ],
        tag: "Kindergesundheit",
    },
    TopicPhrases {
        topic: Topic::Flu,
        keywords: &["grippe*", "influenza*"],
        question: "Steht die Grippeimpfung in dieser Saison auf Ihrer Liste?",
        truths: [
            "Die jährliche Grippeimpfung ist der beste Weg, das Risiko von Grippe und ihren Folgen zu senken.",
            "Grippeviren verändern sich. Darum wird die Impfung jedes Jahr neu angeboten.",
        ],
        tag: "Grippeimpfung",
    },
    TopicPhrases {
        topic: Topic::Vaccines,
        keywords: &["impf*", "*impfung*", "immunisierung*"],
        question: "Wann haben Sie zuletzt in Ihren Impfpass geschaut?",
        truths: [
            "Impfungen zeigen dem Körper eine Krankheit, bevor er ihr wirklich begegnet.",
            "Manche Impfung braucht nach Jahren eine Auffrischung. Der Impfpass zeigt, was ansteht.",
        ],
        tag: "Impfen",
    },
    TopicPhrases {
        topic: Topic::Dental,
        keywords: &["zahn*", "zähne*", "*zähne", "mundgesundheit", "mundhygiene"],
        question: "Wann haben Sie zuletzt Ihre Zahnbürste gewechselt?",
        truths: [
            "Zweimal am Tag mit fluoridhaltiger Zahnpasta zu putzen schützt die Zähne.",
            "Weniger Zucker, und seltener, tut den Zähnen in jedem Alter gut.",
        ],
        tag: "Zahngesundheit",
    },
    TopicPhrases {
        topic: Topic::Eyes,
        keywords: &["auge*", "sehkraft", "sehtest*", "glaukom*", "grauer star", "grüner star"],
        question: "Wann wurden Ihre Augen zuletzt untersucht?",
        truths: [
            "Manche Augenkrankheiten machen sich anfangs nicht bemerkbar. Eine Untersuchung kann sie rechtzeitig finden.",
            "Sonnenbrillen mit UV-Schutz schützen die Augen.",
        ],
        tag: "Augengesundheit",
    },
    TopicPhrases {
        topic: Topic::Sleep,
        keywords: &["*schlaf*", "schnarchen", "insomnie"],
        question: "Sind Sie heute früh ausgeruht aufgewacht?",
        truths: [
            "Die meisten Erwachsenen brauchen mindestens sieben Stunden Schlaf pro Nacht.",
            "Jeden Tag zur gleichen Zeit ins Bett zu gehen und aufzustehen hilft, besser zu schlafen.",
        ],
        tag: "Schlaf",
    },
    TopicPhrases {
        topic: Topic::Allergy,
        keywords: &["*allergie*", "allergisch*", "heuschnupfen", "pollen*"],
        question: "Wissen Sie, was Ihre Allergie auslöst?",
        truths: [
            "Wer den Auslöser einer Allergie kennt, kann sie leichter meiden und behandeln lassen.",
            "Pollen, Hausstaubmilben, Lebensmittel, Insektenstiche: Vieles kann eine Allergie auslösen. Was es ist, lässt sich ärztlich abklären.",
        ],
        tag: "Allergie",
    },
    TopicPhrases {
        topic: Topic::Heat,
        keywords: &["hitze*", "dehydr*", "austrockn*", "genug trinken", "mehr trinken", "wasser trinken", "heiße tage"],
        question: "Haben Sie in der letzten Stunde ein Glas Wasser getrunken?",
        truths: [
            "Bei Hitze ist es gut, regelmäßig zu trinken und nicht auf den Durst zu warten.",
            "Ältere Menschen und kleine Kinder brauchen bei Hitze die meiste Aufmerksamkeit. Ein Anruf oder Besuch kann einem Nachbarn helfen.",
        ],
        tag: "Hitzeschutz",
    },
    TopicPhrases {
        topic: Topic::Sun,
        keywords: &["sonne*", "haut*", "uv", "leberfleck*", "muttermal*", "melanom*"],
        question: "Hut, Schatten, Sonnencreme: Haben Sie alles griffbereit?",
        truths: [
            "Schatten, Kleidung, Hut und Sonnencreme schützen die Haut gemeinsam am besten.",
            "Ein Leberfleck, der neu ist oder sich verändert, sollte ärztlich angesehen werden.",
        ],
        tag: "Sonnenschutz",
    },
    TopicPhrases {
        topic: Topic::Smoking,
        keywords: &["rauch*", "nichtrauch*", "tabak*", "zigarette*", "nikotin*"],
        question: "Denken Sie an Ihre letzte Zigarette, oder daran, jemandem dorthin zu helfen?",
        truths: [
            "Mit dem Rauchen aufzuhören tut der Gesundheit in jedem Alter gut.",
            "Beratung und Medikamente können das Aufhören erleichtern. Es muss nicht der Wille allein sein.",
        ],
        tag: "Rauchfrei",
    },
    TopicPhrases {
        topic: Topic::Screening,
        keywords: &[
            "*vorsorge*",
            "früherkennung*",
            "screening*",
            "mammograf*",
            "mammographie*",
            "darmspiegelung*",
            "darmkrebs*",
            "brustkrebs*",
            "prostata*",
            "check up*",
            "checkup*",
        ],
        question: "Wissen Sie, welche Vorsorge für Sie ansteht?",
        truths: [
            "Früherkennung sucht nach Zeichen einer Krankheit, bevor man sie spürt.",
            "Welche Untersuchung für Sie sinnvoll ist, hängt von Alter und Vorgeschichte ab. Das ist ein Gespräch wert.",
        ],
        tag: "Vorsorge",
    },
    TopicPhrases {
        topic: Topic::Diabetes,
        keywords: &["*diabet*", "blutzucker*", "zuckerkrank*", "insulin*"],
        question: "Wann haben Sie zuletzt nach Ihrem Blutzucker gefragt?",
        truths: [
            "Typ-2-Diabetes kann jahrelang unbemerkt bleiben. Ein Bluttest kann ihn zeigen.",
            "Mehr Bewegung und gutes Essen helfen, Typ-2-Diabetes zu verhindern oder hinauszuschieben.",
        ],
        tag: "Diabetes",
    },
    TopicPhrases {
        topic: Topic::BloodPressure,
        keywords: &["*blutdruck*", "bluthochdruck*", "hypertonie*"],
        question: "Kennen Sie Ihren Blutdruck?",
        truths: [
            "Hohen Blutdruck spürt man oft nicht. Nur Messen zeigt es.",
            "Weniger Salz, mehr Bewegung und kein Tabak tun dem Blutdruck gut.",
        ],
        tag: "Blutdruck",
    },
    TopicPhrases {
        topic: Topic::Heart,
        keywords: &[
            "herz",
            "herzen",
            "herzgesund*",
            "weltherztag",
            "herzinfarkt*",
            "herzkrank*",
            "cholesterin*",
            "schlaganfall*",
            "kreislauf",
        ],
        question: "Was haben Sie diese Woche für Ihr Herz getan?",
        truths: [
            "Mehr Bewegung, gutes Essen und nicht zu rauchen tun dem Herzen gut.",
            "Den eigenen Blutdruck und das Cholesterin zu kennen ist ein guter Anfang.",
        ],
        tag: "Herzgesundheit",
    },
    TopicPhrases {
        topic: Topic::Breathing,
        keywords: &["copd", "asthma*", "lunge*", "atem*", "atmen", "husten*", "bronchi*"],
        question: "Sind Sie auf der Treppe schneller außer Atem als früher?",
        truths: [
            "Husten, der bleibt, oder Luft, die knapp wird, sollte man abklären lassen.",
            "Nicht zu rauchen und saubere Luft tun jeder Lunge gut.",
        ],
        tag: "Lungengesundheit",
    },
    TopicPhrases {
        topic: Topic::Mind,
        keywords: &[
            "psych*",
            "mental*",
            "*stress*",
            "angst",
            "ängste",
            "*depressi*",
            "burnout*",
            "einsam*",
            "seelisch*",
            "seele",
        ],
        question: "Wie geht es Ihnen, wirklich?",
        truths: [
            "Seelische Gesundheit gehört zur Gesundheit, und Hilfe zu suchen gehört dazu.",
            "Mit jemandem zu reden, dem man vertraut, kann ein erster Schritt sein. Es braucht dafür keine richtigen Worte.",
        ],
        tag: "MentaleGesundheit",
    },
    TopicPhrases {
        topic: Topic::Back,
        keywords: &["rücken*", "kreuzschmerz*", "hexenschuss*", "haltung", "wirbelsäule*"],
        question: "Was sagt Ihr Rücken am Ende des Tages?",
        truths: [
            "Rückenschmerzen werden meist in Wochen oder Monaten besser, und in Bewegung zu bleiben hilft.",
            "Oft die Haltung zu wechseln und sich zwischendurch zu bewegen tut dem Rücken gut.",
        ],
        tag: "Rückengesundheit",
    },
    TopicPhrases {
        topic: Topic::Hands,
        keywords: &[
            "händewaschen*",
            "hände waschen",
            "händehygiene*",
            "handhygiene*",
            "saubere hände",
            "hände zu waschen",
            "hände gründlich waschen",
        ],
        question: "Was dauert zwanzig Sekunden und hält viele Keime fern?",
        truths: [
            "Wasser, Seife und zwanzig Sekunden: So werden Hände sauber.",
            "Saubere Hände gehören zu den besten Mitteln, damit sich Keime nicht verbreiten.",
        ],
        tag: "Händewaschen",
    },
    TopicPhrases {
        topic: Topic::Nutrition,
        keywords: &["ernährung*", "gesund essen", "gesundes essen", "diät*", "obst*", "gemüse*", "salz", "zucker"],
        question: "Welche Farben lagen heute auf Ihrem Teller?",
        truths: [
            "Fünf Portionen Obst und Gemüse am Tag sind ein gutes Ziel.",
            "Etwas weniger Salz und Zucker, etwas mehr Obst und Gemüse: ein guter Anfang.",
        ],
        tag: "GesundeErnährung",
    },
];
