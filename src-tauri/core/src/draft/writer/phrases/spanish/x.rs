//! Spanish phrases for X: one sentence each.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const LEADS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ the_day }} es una buena razón para hacer una pausa.",
            "{{ the_day }} es un buen momento para preguntar lo que llevaba tiempo queriendo preguntar.",
            "Con motivo {{ of_day }}, algo que vale la pena recordar.",
            "Vale para {{ mid_day }}, y para cualquier otro día.",
            "Con motivo {{ of_day }}, una idea sencilla.",
            "{{ the_day }} nos invita a mirar más de cerca.",
        ],
        warm: &[
            "{{ the_day }} es de todos.",
            "Pensando en el sentido {{ of_day }}: cuídese, y cuide a los suyos.",
            "Con motivo {{ of_day }}, nos gustaría escuchar sus preguntas.",
        ],
        plain: &[
            "{{ name }}, en pocas palabras.",
            "{{ name }}: una idea para recordar.",
            "¿Por qué recordar {{ mid_day }}? Porque hablar ayuda.",
        ],
        professional: &[
            "Con motivo {{ of_day }}, un recordatorio de nuestro equipo.",
            "{{ name }}: una nota de nuestra consulta.",
            "En el marco {{ of_day }}, algo que conviene saber.",
        ],
        upbeat: &[
            "¡Llega {{ mid_day }}!",
            "{{ name }}: ¡aprovechémoslo para hablar!",
            "Para apuntar en el calendario: ¡{{ name }}!",
        ],
    },
    topic: Toned {
        any: &[
            "Unas palabras sobre {{ topic }}.",
            "Un minuto para este tema: {{ topic }}.",
            "{{ name }}: lo que conviene saber.",
            "Las buenas preguntas sobre {{ topic }} siempre son bienvenidas aquí.",
            "Hablemos {{ of_topic }} con naturalidad.",
            "Una nota breve sobre {{ topic }}.",
        ],
        warm: &[
            "¿Le preocupa algo sobre {{ topic }}? Cuéntenoslo.",
            "No hay preguntas tontas sobre {{ topic }}.",
            "Hablemos {{ of_topic }}, sin prisa.",
        ],
        plain: &[
            "{{ name }}, en pocas palabras.",
            "{{ name }}: lo esencial.",
            "Esto le diríamos hoy sobre {{ topic }}.",
        ],
        professional: &[
            "De nuestro equipo, unas palabras sobre {{ topic }}.",
            "{{ name }}: una nota de nuestra consulta.",
            "En materia {{ of_topic }}, algo que conviene saber.",
        ],
        upbeat: &[
            "¿Tiene un minuto para hablar {{ of_topic }}?",
            "¿Curiosidad por este tema? {{ name }}. ¡Pregunte!",
            "¿{{ name }}? ¡Hablemos!",
        ],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} Vale la pena repetirlo.",
            "{{ sentence }} Sencillo, y fácil de olvidar.",
            "Vale la pena repetirlo: {{ sentence }}",
            "Una frase para recordar: {{ sentence }}",
            "{{ sentence }} Si eso le plantea una pregunta, mejor.",
        ],
        warm: &["Compártalo, por favor: {{ sentence }}", "{{ sentence }} Cuénteselo a alguien a quien quiere."],
        plain: &["En una frase: {{ sentence }}", "{{ sentence }} Eso es lo esencial."],
        professional: &[
            "Un recordatorio de nuestro equipo: {{ sentence }}",
            "{{ sentence }} Nuestro equipo le explica con gusto por qué.",
        ],
        upbeat: &["Dígalo con nosotros: {{ sentence }}", "{{ sentence }} ¡Corra la voz!"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} Una buena pregunta.",
            "Una pregunta que merece la pena: {{ sentence }}",
            "{{ sentence }} Veámoslo juntos.",
            "¿Se lo ha preguntado alguna vez? {{ sentence }}",
        ],
        warm: &["{{ sentence }} Hace bien en preguntar."],
        plain: &["{{ sentence }} Conviene preguntarlo."],
        professional: &["{{ sentence }} Nuestro equipo responde con gusto."],
        upbeat: &["{{ sentence }} ¡Qué buena pregunta!"],
    },
    label: Toned {
        any: &[
            "El tema de hoy: {{ sentence }}",
            "Merece un minuto: {{ sentence }}",
            "Un tema que nos ocupa: {{ sentence }}",
            "En breve: {{ sentence }}",
            "Hablemos de esto: {{ sentence }}",
            "Algo en lo que pensar: {{ sentence }}",
        ],
        warm: &["Un tema que nos importa: {{ sentence }}"],
        plain: &["Hoy, esto: {{ sentence }}"],
        professional: &["Desde nuestra consulta: {{ sentence }}"],
        upbeat: &["Este es para usted: {{ sentence }}"],
    },
};

pub(super) const BODIES: Toned = Toned {
    any: &[
        "Una conversación breve suele aclarar más que una larga búsqueda en internet.",
        "Si algo no está claro, basta una pregunta.",
        "Lo que le conviene depende de usted; hablemos de ello.",
        "Preguntar pronto suele ser lo más fácil.",
    ],
    warm: &["No hace falta tenerlo todo claro para preguntar.", "Toda pregunta es bienvenida, y la segunda también."],
    plain: &["Primero la información, después las decisiones.", "Preguntar, escuchar y luego decidir."],
    professional: &[
        "Un buen consejo parte de su situación, no de un buscador.",
        "Nos tomamos el tiempo de explicarle lo que se aplica a su caso.",
    ],
    upbeat: &["¡Ninguna pregunta es pequeña para nuestro equipo!", "¡Un poco de claridad ayuda mucho!"],
};

pub(super) const ASKS: Toned = Toned {
    any: &["¿Preguntas? Consúltenos.", "Pregunte en su próxima visita."],
    warm: &["Venga a hablar con nosotros.", "Le ayudamos con gusto.", "Estamos aquí cuando nos necesite."],
    plain: &["¿No está claro? Pregúntenos.", "Ante la duda, contáctenos.", "Una visita breve puede aclararlo."],
    professional: &[
        "Nuestro equipo le asesora con gusto.",
        "Si tiene dudas, consulte con nuestro equipo.",
        "Respondemos con gusto a sus preguntas.",
    ],
    upbeat: &["¡Traiga sus preguntas!", "¡Pregúntenos!", "¡Pase a saludarnos!"],
};
