//! Spanish phrases for Instagram: a line under a picture, as a practice speaks to neighbours.

use crate::draft::writer::phrases::{Shaped, Toned};

pub(super) const OPENINGS: Shaped = Shaped {
    day: Toned {
        any: &[
            "Hoy toca: {{ name }}.",
            "Para su calendario: {{ name }}.",
            "{{ name }}, un buen momento para detenerse.",
        ],
        warm: &["{{ the_day }} trata de personas, y nosotros también."],
        plain: &["{{ name }}. Una idea para llevarse."],
        professional: &["{{ name }}: unas palabras de nuestra consulta."],
        upbeat: &["¡Ya está aquí! {{ name }}."],
    },
    topic: Toned {
        any: &[
            "Una imagen y una idea sobre {{ topic }}.",
            "Un minuto para hablar {{ of_topic }}.",
            "{{ name }}, en pocas palabras.",
            "Para guardar: {{ topic }}.",
        ],
        warm: &["Con cariño, algo sobre {{ topic }}."],
        plain: &["{{ name }}. La versión corta."],
        professional: &["Lo que dice nuestro equipo sobre {{ topic }}."],
        upbeat: &["¡Hablemos {{ of_topic }}!"],
    },
    statement: Toned {
        any: &[
            "{{ sentence }} Para guardar y compartir.",
            "Una frase para hoy: {{ sentence }}",
            "{{ sentence }} Así de sencillo.",
        ],
        warm: &["{{ sentence }} Para usted y para quienes quiere."],
        plain: &["{{ sentence }} Esa es la nota de hoy."],
        professional: &["El recordatorio de hoy de nuestro equipo: {{ sentence }}"],
        upbeat: &["{{ sentence }} ¡Enséñeselo a quien deba verlo!"],
    },
    question: Toned {
        any: &[
            "{{ sentence }} Aquí va un comienzo.",
            "Nos lo han preguntado: {{ sentence }}",
            "{{ sentence }} Pregúntenos con confianza.",
        ],
        warm: &["{{ sentence }} Es bueno preguntar."],
        plain: &["{{ sentence }} Una respuesta breve."],
        professional: &["Preguntado en nuestra consulta: {{ sentence }}"],
        upbeat: &["{{ sentence }} ¡Buena pregunta!"],
    },
    label: Toned {
        any: &[
            "Hoy en la imagen: {{ sentence }}",
            "El tema de hoy: {{ sentence }}",
            "Merece una segunda mirada: {{ sentence }}",
            "De nuestra consulta a su pantalla: {{ sentence }}",
        ],
        warm: &["Algo que apreciamos: {{ sentence }}"],
        plain: &["Hoy: {{ sentence }}"],
        professional: &["Una nota de la consulta: {{ sentence }}"],
        upbeat: &["Mire lo que tenemos para usted: {{ sentence }}"],
    },
};

pub(super) const ASKS: Toned = Toned {
    any: &[
        "Escríbanos si tiene una pregunta.",
        "Pregúntenos, aquí o en recepción.",
        "Guarde esta publicación para cuando la necesite.",
    ],
    warm: &["Estamos a su lado.", "Venga, le escuchamos con gusto.", "Escríbanos cuando quiera."],
    plain: &["¿Preguntas? Pregunte.", "Llámenos para pedir cita.", "En recepción saben más."],
    professional: &[
        "Nuestro equipo le asesora con gusto.",
        "Las citas se piden en recepción.",
        "Consulte a nuestro equipo en persona.",
    ],
    upbeat: &["¡Salude la próxima vez que pase!", "¡Compártalo con un amigo!", "¡Hasta pronto!"],
};
