//! Spanish phrases for Facebook: a sentence or a short paragraph each.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "¿Qué significa para usted {{ mid_day }}?",
            "Algunas fechas del calendario están para detenerse a pensar. {{ the_day }} es una de ellas.",
            "¿Había oído hablar {{ of_day }}?",
            "Con motivo {{ of_day }}, nos gustaría empezar una conversación.",
        ],
        warm: &["{{ the_day }} trata de personas, y por eso nos importa. ¿Cómo está usted?"],
        plain: &["{{ name }}: unas palabras sencillas de nuestra parte."],
        professional: &["Con motivo {{ of_day }}, nuestra consulta le invita a plantear sus preguntas."],
        upbeat: &["¡Llega {{ mid_day }}! ¿Quién se apunta?"],
    },
    topic: Toned {
        any: &[
            "¿Lleva tiempo queriendo preguntar algo sobre {{ topic }}?",
            "¿Qué le gustaría saber sobre {{ topic }}?",
            "¿Qué es lo primero que piensa cuando oye hablar {{ of_topic }}?",
            "Hay temas de los que cuesta más hablar que de otros. Hoy queremos hablar {{ of_topic }}.",
            "¿Tiene una pregunta sobre {{ topic }}? Está en el lugar adecuado.",
        ],
        warm: &["Sentémonos un momento a hablar {{ of_topic }}."],
        plain: &["Hoy queremos decir algo sobre {{ topic }}, con palabras sencillas."],
        professional: &["Nuestro equipo quisiera decirle unas palabras sobre {{ topic }}."],
        upbeat: &["¡Es hora de hablar {{ of_topic }}! ¿Qué nos preguntaría primero?"],
    },
    statement: Toned {
        any: &[
            "¿Ya lo había oído? {{ sentence }}",
            "{{ sentence }} ¿Usted también lo habría dicho?",
            "{{ sentence }} Creemos que merece una conversación.",
            "Si esta semana se queda con una sola frase nuestra, que sea esta: {{ sentence }}",
        ],
        warm: &["Algo para compartir con las personas que quiere. {{ sentence }}"],
        plain: &["{{ sentence }} Eso es todo. Lo demás son detalles."],
        professional: &["Nuestro equipo quisiera recordarle: {{ sentence }}"],
        upbeat: &["{{ sentence }} ¿Quién está de acuerdo?"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} ¿Qué respondería usted?",
            "Una pregunta para usted. {{ sentence }}",
            "{{ sentence }} Si también se lo ha preguntado, no es el único.",
        ],
        warm: &["{{ sentence }} Pensémoslo juntos."],
        plain: &["Una pregunta sencilla: {{ sentence }}"],
        professional: &["Una pregunta que merece una respuesta cuidadosa: {{ sentence }}"],
        upbeat: &["¡Una rápida! {{ sentence }}"],
    },
    label: Toned {
        any: &[
            "Hoy queremos hablar de esto: {{ sentence }}",
            "Un tema que merece un momento: {{ sentence }}",
            "¿En qué piensa al leer esto? {{ sentence }}",
            "Nuestro tema para usted: {{ sentence }}",
        ],
        warm: &["Algo que queremos compartir con usted: {{ sentence }}"],
        plain: &["El tema es sencillo: {{ sentence }}"],
        professional: &["Nuestro equipo ha elegido este tema para usted: {{ sentence }}"],
        upbeat: &["¡Mire este tema! {{ sentence }}"],
    },
};

pub(super) const BRIDGES: Shaped = Shaped {
    day: Toned::always(&[
        "{{ the_day }} es una buena razón para preguntarlo.",
        "Lo preguntamos con motivo {{ of_day }}.",
        "Para preguntas así está {{ mid_day }}.",
        "{{ the_day }} es un buen momento para pensarlo.",
    ]),
    topic: Toned::always(&[
        "Eso nos lleva a nuestro tema: {{ topic }}.",
        "Hoy queremos decir unas palabras sobre {{ topic }}.",
        "Lo preguntamos porque hoy hablamos {{ of_topic }}.",
        "Esto es bueno saberlo sobre {{ topic }}.",
    ]),
    statement: Toned::always(&[
        "{{ sentence }}",
        "En breve: {{ sentence }}",
        "Algo para tener presente: {{ sentence }}",
    ]),
    question: Toned::always(&["Y otra pregunta: {{ sentence }}", "Eso lleva a otra pregunta: {{ sentence }}"]),
    label: Toned::always(&[
        "Nuestro tema de hoy: {{ sentence }}",
        "De eso hablamos hoy: {{ sentence }}",
        "Tiene que ver con esto: {{ sentence }}",
    ]),
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "Hay muchos consejos por ahí, y no todos valen para todos. Una conversación breve con alguien que le conoce ayuda más que una larga búsqueda.",
        "A menudo es una pregunta pequeña la que lleva semanas esperando. Hágala, y sabrá cuál es el siguiente paso, o que no hace falta ninguno.",
        "No hace falta estar enfermo para preguntarnos algo. Preguntar también es cuidarse.",
        "Lo que le va bien a su vecino puede no irle bien a usted. Por eso preferimos escuchar primero y aconsejar después.",
    ],
    warm: &[
        "No pasa nada si no sabe por dónde empezar. Cuéntenos qué le preocupa y encontraremos juntos el comienzo.",
        "Muchas personas dejan estas preguntas para después porque el día no da para más. Lo entendemos, y aun así nos alegra que pregunte.",
        "Vaya paso a paso, y venga acompañado si así le resulta más fácil.",
    ],
    plain: &[
        "Infórmese de lo que se aplica a su caso. Pregunte si algo no está claro. Decida cuando sepa lo suficiente.",
        "Sin largas explicaciones: si le concierne, pregunte. Si no sabe si le concierne, pregunte también.",
    ],
    professional: &[
        "Una información sólida y una conversación sin prisa son la base de una buena decisión. Ambas forman parte de nuestro trabajo.",
        "Le explicamos con gusto lo que se sabe, lo que no se sabe y lo que significa para usted.",
    ],
    upbeat: &[
        "Los pequeños pasos cuentan, y el primero suele ser solo una pregunta. ¡Adelante, hágala!",
        "Compártalo con alguien que quiera saber más. ¡Dos personas preguntan mejor que una!",
    ],
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "Si tiene alguna pregunta, envíenos un mensaje o háganosla en su próxima visita.",
        "¿Le preocupa algo? Hable con nosotros.",
    ],
    warm: &[
        "Pase, llámenos o escríbanos. Le escuchamos con gusto.",
        "Sus preguntas, grandes o pequeñas, son bienvenidas.",
        "Hable con nosotros cuando quiera. Nos tomaremos el tiempo necesario.",
    ],
    plain: &[
        "Si no está seguro de lo que se aplica a su caso, pregúntenos.",
        "Escríbanos o pregunte en recepción.",
        "Pregúntenos en persona o envíenos un mensaje.",
    ],
    professional: &[
        "Nuestro equipo le asesora personalmente con gusto. Pida una cita si desea hablarlo con calma.",
        "Contacte con nuestra consulta si tiene preguntas. Nos tomaremos el tiempo de responderlas.",
        "Si desea un consejo individual, nuestro equipo le atiende con gusto.",
    ],
    upbeat: &[
        "Escríbanos o venga con sus preguntas. ¡Nos encantará saber de usted!",
        "¿Tiene una pregunta? ¡Envíenos un mensaje!",
        "¿Qué le gustaría saber? Pregúntenos en persona o envíe un mensaje. ¡Con mucho gusto!",
    ],
};

pub(super) const SIGN_OFFS: Toned = Toned {
    any: &["Su equipo de {{ brand }}"],
    warm: &["Con cariño, su equipo de {{ brand }}", "Cuídese mucho. Su equipo de {{ brand }}"],
    plain: &["{{ brand }}"],
    professional: &["El equipo de {{ brand }}", "Con un cordial saludo, {{ brand }}"],
    upbeat: &["¡Hasta pronto! Su equipo de {{ brand }}"],
};
