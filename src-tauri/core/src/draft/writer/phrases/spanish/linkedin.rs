//! Spanish phrases for LinkedIn: a sentence or two each, as a practice speaks among colleagues and neighbours.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ the_day }} es una ocasión para hablar de la atención de cada día.",
            "Con motivo {{ of_day }}, un mensaje claro de nuestra consulta.",
            "Lo que nos deja {{ mid_day }}: la salud también es cuestión de conversación.",
            "{{ the_day }} nos da pie para compartir lo que explicamos más a menudo.",
        ],
        warm: &["{{ the_day }} nos recuerda por qué nos gusta nuestro trabajo: trata de personas."],
        plain: &["{{ name }}, visto desde una consulta."],
        professional: &["Con motivo {{ of_day }}, una nota de nuestro equipo."],
        upbeat: &["¡Llega {{ mid_day }} y nuestro equipo se suma con gusto!"],
    },
    topic: Toned {
        any: &[
            "Unas reflexiones de nuestra consulta sobre {{ topic }}.",
            "En nuestro trabajo diario hablamos a menudo {{ of_topic }}.",
            "Esta semana nuestro equipo quiere llamar la atención sobre {{ topic }}.",
            "Una buena información sobre {{ topic }} empieza por escuchar.",
            "Hay mucho que decir sobre {{ topic }}. A esto volvemos una y otra vez.",
        ],
        warm: &["Pocos temas traen a tantas personas con preguntas a nuestra consulta: hablemos {{ of_topic }}."],
        plain: &["{{ name }}: lo que conviene saber, en breve."],
        professional: &["Desde nuestra consulta: una nota profesional sobre {{ topic }}."],
        upbeat: &["¡Nuestro equipo pone hoy un tema sobre la mesa: {{ topic }}!"],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} Vale la pena repetirlo, también en el trabajo.",
            "Una frase que nuestro equipo firmaría: {{ sentence }}",
            "{{ sentence }} Suena sencillo, y merece el recordatorio.",
            "De nuestra consulta a su jornada: {{ sentence }}",
        ],
        warm: &["{{ sentence }} Compártalo con un compañero al que aprecie."],
        plain: &["En pocas palabras: {{ sentence }}"],
        professional: &["Un recordatorio de nuestra consulta: {{ sentence }}"],
        upbeat: &["{{ sentence }} ¡Creemos que merece llegar a muchos!"],
    },
    question: Toned {
        any: &[
            "Una pregunta que llega a nuestra consulta una y otra vez: {{ sentence }}",
            "{{ sentence }} Creemos que merece una respuesta sin prisas.",
            "La pregunta de la semana en nuestro equipo: {{ sentence }}",
        ],
        warm: &["Nos alegra cuando alguien nos pregunta esto: {{ sentence }}"],
        plain: &["La pregunta: {{ sentence }}"],
        professional: &["De nuestra consulta: {{ sentence }}"],
        upbeat: &["Una buena pregunta para la pausa del café: {{ sentence }}"],
    },
    label: Toned {
        any: &[
            "Esta semana, desde nuestra consulta: {{ sentence }}",
            "Lo que ocupa a nuestro equipo: {{ sentence }}",
            "Un tema para todo el vecindario: {{ sentence }}",
            "Esto es lo que queremos poner sobre la mesa: {{ sentence }}",
        ],
        warm: &["Algo que nos importa de verdad: {{ sentence }}"],
        plain: &["Nuestro tema: {{ sentence }}"],
        professional: &["Una nota de nuestro equipo sobre este tema: {{ sentence }}"],
        upbeat: &["¡Lo compartimos con gusto! {{ sentence }}"],
    },
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "La información fiable y el tiempo para hablarla van juntos. Así entendemos nuestro trabajo.",
        "Muchas preguntas sobre la salud surgen en el trabajo, en una pausa o de camino a casa. Es bueno saber adónde llevarlas.",
        "La prevención empieza a menudo con una conversación, mucho antes de que algo duela.",
        "No todo consejo sirve para todas las personas. Miramos el conjunto antes de recomendar nada.",
    ],
    warm: &[
        "Detrás de cada cita hay una persona con su vida. Procuramos no perderlo de vista.",
        "Una palabra amable y una explicación clara cuestan poco y ayudan mucho.",
    ],
    plain: &[
        "Sepa lo que le afecta. Pregunte lo que no sepa. Decida con calma.",
        "Lo hacemos sencillo: palabras claras, respuestas honestas, tiempo para preguntas.",
    ],
    professional: &[
        "Nuestro equipo sigue las recomendaciones profesionales actuales y explica qué significan para cada persona.",
        "Las buenas decisiones se apoyan en buena información, valorada junto a alguien que conoce a la persona.",
    ],
    upbeat: &[
        "La curiosidad es sana. ¡Pregunte, hable, comparta lo aprendido!",
        "Los buenos equipos se cuidan. ¡Un recordatorio amable entre compañeros es un comienzo!",
    ],
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "Respondemos con gusto a sus preguntas en persona.",
        "Si esto le afecta, nuestro equipo lo habla con usted con gusto.",
    ],
    warm: &[
        "Nuestra puerta está abierta a sus preguntas.",
        "Quien quiera hablar de ello es bienvenido aquí.",
        "Esperamos con ilusión la conversación.",
    ],
    plain: &["¿Preguntas? Hable con nuestro equipo.", "Pida una cita si quiere saber más.", "Escríbanos o llámenos."],
    professional: &[
        "Nuestro equipo ofrece asesoramiento individual con cita previa.",
        "Atendemos consultas de pacientes, empresas y colegas.",
        "Para más información, póngase en contacto con nuestra consulta.",
    ],
    upbeat: &[
        "¡Póngase en contacto, nos encantará saber de usted!",
        "¡Comparta esto con su equipo y traiga sus preguntas!",
        "¡Venga a hablar con nosotros!",
    ],
};
