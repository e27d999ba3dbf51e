//! Spanish phrases. They address the reader as «usted», which is right in every country and for every age.

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
    audience: "Pensado especialmente para {{ audience }}.",
    place: "Nos encontrará aquí: {{ place }}",
    link: "Más información: {{ contact }}",
    contact: "Cómo contactarnos: {{ contact }}",
    topics: super::spanish_topics::TOPICS,
};

const X_LEADS: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ the_day }} es una buena razón para hacer una pausa.",
            "{{ the_day }} es un buen momento para preguntar lo que llevaba tiempo queriendo preguntar.",
            "{{ the_day }} tiene un propósito: que se hable del tema.",
            "{{ the_day }} pasa. El tema sigue ahí.",
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
            "¿Para qué sirve {{ mid_day }}? Para hablar.",
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
            "Lo que le diríamos hoy sobre {{ topic }}:",
        ],
        professional: &[
            "De nuestro equipo, unas palabras sobre {{ topic }}.",
            "{{ name }}: una nota de nuestra consulta.",
            "En materia {{ of_topic }}, algo que conviene saber.",
        ],
        upbeat: &[
            "¿Tiene un minuto para hablar {{ of_topic }}?",
            "¿Curiosidad por este tema? {{ name }}. ¡Bien!",
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

const X_BODIES: Toned = Toned {
    any: &[
        "Una conversación breve suele aclarar más que una larga búsqueda en internet.",
        "Si algo no está claro, basta una pregunta.",
        "Lo que le conviene depende de usted; hablemos de ello.",
        "Preguntar pronto suele ser lo más fácil.",
    ],
    warm: &[
        "No hace falta tenerlo todo claro para preguntar.",
        "Toda pregunta es bienvenida, y la segunda también.",
    ],
    plain: &["Primero la información, después las decisiones.", "Preguntar, escuchar y luego decidir."],
    professional: &[
        "Un buen consejo parte de su situación, no de un buscador.",
        "Nos tomamos el tiempo de explicarle lo que se aplica a su caso.",
    ],
    upbeat: &["¡Ninguna pregunta es pequeña para nuestro equipo!", "¡Un poco de claridad ayuda mucho!"],
};

const X_ASKS: Toned = Toned {
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

const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "¿Qué significa para usted {{ mid_day }}?",
            "Algunas fechas del calendario están para detenerse a pensar. {{ the_day }} es una de ellas.",
            "¿Había oído hablar {{ of_day }}?",
            "Con motivo {{ of_day }}, nos gustaría empezar una conversación.",
        ],
        warm: &["{{ the_day }} trata de personas, y por eso nos importa. ¿Cómo está usted?"],
        plain: &["¿De qué trata {{ mid_day }}? Sobre todo, de hablar."],
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

const BRIDGES: Shaped = Shaped {
    day: Toned {
        any: &[
            "{{ the_day }} es una buena razón para preguntarlo.",
            "Lo preguntamos con motivo {{ of_day }}.",
            "Para preguntas así está {{ mid_day }}.",
            "{{ the_day }} es un buen momento para pensarlo.",
        ],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    topic: Toned {
        any: &[
            "Eso nos lleva a nuestro tema: {{ topic }}.",
            "Hoy queremos decir unas palabras sobre {{ topic }}.",
            "Lo preguntamos porque hoy hablamos {{ of_topic }}.",
            "Esto es bueno saberlo sobre {{ topic }}.",
        ],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    statement: Toned {
        any: &["{{ sentence }}", "En breve: {{ sentence }}", "Algo para tener presente: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    question: Toned {
        any: &["Y otra pregunta: {{ sentence }}", "Eso lleva a otra pregunta: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
    label: Toned {
        any: &["Nuestro tema de hoy: {{ sentence }}", "De eso hablamos hoy: {{ sentence }}", "Tiene que ver con esto: {{ sentence }}"],
        warm: &[],
        plain: &[],
        professional: &[],
        upbeat: &[],
    },
};

const BODIES: Toned = Toned {
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

const ASKS: Toned = Toned {
    any: &[
        "Si tiene alguna pregunta, envíenos un mensaje o háganosla en su próxima visita.",
        "¿Le preocupa algo? Díganoslo. Leemos todos los mensajes.",
    ],
    warm: &[
        "Pase, llámenos o escríbanos. Le escuchamos con gusto.",
        "Sus preguntas, grandes o pequeñas, son bienvenidas.",
        "Hable con nosotros cuando quiera. Nos tomaremos el tiempo necesario.",
    ],
    plain: &[
        "Si no está seguro de lo que se aplica a su caso, pregúntenos.",
        "Escríbanos o pregunte en recepción.",
        "Díganos qué le gustaría saber y le responderemos.",
    ],
    professional: &[
        "Nuestro equipo le asesora personalmente con gusto. Pida una cita si desea hablarlo con calma.",
        "Contacte con nuestra consulta si tiene preguntas. Nos tomaremos el tiempo de responderlas.",
        "Si desea un consejo individual, nuestro equipo le atiende con gusto.",
    ],
    upbeat: &[
        "Escríbanos o venga con sus preguntas. ¡Nos encantará saber de usted!",
        "¿Tiene una pregunta? ¡Envíela!",
        "Cuéntenos: ¿qué le gustaría saber? ¡Lo esperamos con ganas!",
    ],
};

const SIGN_OFFS: Toned = Toned {
    any: &["Su equipo de {{ brand }}"],
    warm: &["Con cariño, su equipo de {{ brand }}", "Cuídese mucho. Su equipo de {{ brand }}"],
    plain: &["{{ brand }}"],
    professional: &["El equipo de {{ brand }}", "Con un cordial saludo, {{ brand }}"],
    upbeat: &["¡Hasta pronto! Su equipo de {{ brand }}"],
};

const GRAMMAR: Grammar = Grammar {
    verbs: &[
        "es", "son", "está", "están", "ser", "no", "puede", "pueden", "debe", "deben", "hay", "tiene", "tienen", "protege",
        "protegen", "salva", "salvan", "mata", "matan", "funciona", "funcionan", "previene", "previenen", "sirve", "sirven",
        "necesita", "necesitan", "necesitamos", "daña", "dañan", "reduce", "reducen", "empieza", "empiezan", "importa",
        "importan", "curan", "causan", "ayudan", "mejoran", "hace", "hacen", "va", "van", "viene", "vienen", "se", "cuenta",
        "cuentan", "significa", "merece", "merecen", "evita", "evitan", "sube", "suben", "baja", "bajan", "dura", "duran",
        "afecta", "afectan", "depende", "dependen", "empeora", "mejora", "ayuda",
    ],
    requests: &[
        "lave", "lávese", "lávate", "beba", "bebe", "coma", "come", "cuide", "cuida", "cuídese", "cuídate", "duerma", "duerme",
        "pida", "pide", "deje", "deja", "hable", "habla", "hablemos", "proteja", "protege", "protéjase", "protégete",
        "vacúnese", "vacúnate", "vacune", "evite", "evita", "muévase", "muévete", "aprenda", "aprende", "conozca", "conoce",
        "controle", "controla", "pregunte", "pregunta", "recuerde", "recuerda", "venga", "ven", "use", "usa", "nunca",
        "siempre", "mida", "mide", "respire", "respira", "haga", "haz", "dígalo", "consulte", "consulta", "no",
    ],
    question_words: &["por", "cómo", "como", "qué", "cuándo", "cuando", "dónde", "quién", "cuál", "si", "porque"],
    relatives: &["que", "quien", "quienes", "donde", "cuando", "si", "porque", "qué", "cómo"],
    small_words: &[
        "el", "la", "los", "las", "un", "una", "de", "del", "en", "a", "al", "y", "e", "o", "con", "sin", "por", "para",
        "desde", "hasta", "contra", "sobre", "entre", "tras", "durante", "según", "su", "sus",
    ],
    capitalised: &[
        "parkinson", "alzheimer", "crohn", "ramadán", "navidad", "halloween", "ébola", "zika", "dr", "dra", "papanicolaou",
    ],
};
