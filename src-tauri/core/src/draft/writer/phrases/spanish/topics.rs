//! What is said in Spanish of the topics that clinics post about.

use crate::draft::writer::phrases::TopicPhrases;
use crate::draft::writer::topic::Topic;

pub(super) const TOPICS: &[TopicPhrases] = &[
    TopicPhrases {
        topic: Topic::Crisis,
        keywords: &["suicid*", "autolesi*", "sobredosis"],
        question: "¿Alguien cercano está pasando por un momento muy oscuro?",
        truths: [
            "¿Hay peligro ahora mismo? Llame al número de emergencias de su zona. No tiene que cargar con ello a solas.",
            "Preguntar directamente a alguien cómo está no le da la idea. Puede abrir una puerta.",
        ],
        tag: "",
    },
    TopicPhrases {
        topic: Topic::Antibiotics,
        keywords: &["antibiótic*", "antibiotic*"],
        question: "Un resfriado, tos, mocos: ¿serviría un antibiótico?",
        truths: [
            "Los antibióticos actúan contra las bacterias. No hacen nada contra los virus del resfriado y de la gripe.",
            "Usar antibióticos solo cuando hacen falta ayuda a que sigan funcionando para todos.",
        ],
        tag: "Antibióticos",
    },
    TopicPhrases {
        topic: Topic::Pregnancy,
        keywords: &["embaraz*", "prenatal*", "matrona*", "gestación", "gestante*", "salud materna"],
        question: "¿Espera un bebé, o está pensando en ello?",
        truths: [
            "Los controles regulares en el embarazo ayudan a que la madre y el bebé estén bien.",
            "El primer control conviene hacerlo pronto, en las primeras doce semanas.",
        ],
        tag: "Embarazo",
    },
    TopicPhrases {
        topic: Topic::ChildVaccines,
        keywords: &[
            "vacun* infantil*",
            "vacun* para niñ*",
            "vacun* de niñ*",
            "vacun* de los niñ*",
            "vacun* de las niñ*",
            "vacun* para bebés",
            "vacun* de su hij*",
            "vacun* a su hij*",
            "vacun* a los niñ*",
            "sarampión",
            "polio",
        ],
        question: "¿Sabe dónde está la cartilla de vacunación de su hijo o hija?",
        truths: [
            "Las vacunas protegen a los niños de enfermedades graves como el sarampión.",
            "Una dosis olvidada casi siempre se puede recuperar. La cartilla de vacunación muestra lo que falta.",
        ],
        tag: "SaludInfantil",
    },
    TopicPhrases {
        topic: Topic::Flu,
        keywords: &["gripe", "antigripal*", "influenza"],
        question: "¿Tiene la vacuna de la gripe en su lista de esta temporada?",
        truths: [
            "Vacunarse cada año es la mejor manera de reducir el riesgo de la gripe y de sus complicaciones.",
            "Los virus de la gripe cambian; por eso la vacuna se ofrece de nuevo cada año.",
        ],
        tag: "Gripe",
    },
    TopicPhrases {
        topic: Topic::Vaccines,
        keywords: &["vacun*", "inmuniza*"],
        question: "¿Cuándo miró por última vez su cartilla de vacunación?",
        truths: [
            "Las vacunas enseñan al cuerpo a reconocer una enfermedad antes de encontrarse con ella.",
            "Algunas vacunas necesitan un refuerzo con los años. La cartilla de vacunación muestra lo que toca.",
        ],
        tag: "Vacunación",
    },
    TopicPhrases {
        topic: Topic::Dental,
        keywords: &["dental*", "dentista*", "dientes", "diente", "muela*", "encía*", "bucal*", "bucodental*"],
        question: "¿Cuándo cambió por última vez su cepillo de dientes?",
        truths: [
            "Cepillarse dos veces al día con pasta con flúor protege los dientes.",
            "Menos azúcar, y con menos frecuencia, es bueno para los dientes a cualquier edad.",
        ],
        tag: "SaludBucal",
    },
    TopicPhrases {
        topic: Topic::Eyes,
        keywords: &["ojo", "ojos", "ocular*", "glaucoma", "catarata*", "salud visual", "vista cansada"],
        question: "¿Cuándo le revisaron los ojos por última vez?",
        truths: [
            "Algunas enfermedades de los ojos no avisan al principio. Una revisión puede detectarlas a tiempo.",
            "Las gafas de sol que filtran la luz UV protegen los ojos.",
        ],
        tag: "SaludVisual",
    },
    TopicPhrases {
        topic: Topic::Sleep,
        keywords: &["sueño", "dormir", "insomnio", "ronquido*", "duerma", "duerme"],
        question: "¿Se ha levantado hoy con la sensación de haber descansado?",
        truths: [
            "La mayoría de los adultos necesita dormir al menos siete horas por noche.",
            "Acostarse y levantarse cada día a la misma hora ayuda a dormir mejor.",
        ],
        tag: "Sueño",
    },
    TopicPhrases {
        topic: Topic::Allergy,
        keywords: &["alergia*", "alérgic*", "polen"],
        question: "¿Sabe qué le provoca la alergia?",
        truths: [
            "Saber qué desencadena una alergia ayuda a evitarla y a tratarla.",
            "Polen, ácaros, alimentos o picaduras: muchas cosas pueden causar alergia, y un médico puede ayudar a saber cuál.",
        ],
        tag: "Alergia",
    },
    TopicPhrases {
        topic: Topic::Heat,
        keywords: &["calor", "hidrata*", "hidrát*", "deshidrat*", "ola de calor", "beb* agua", "beb* más agua"],
        question: "¿Ha bebido un vaso de agua en la última hora?",
        truths: [
            "Cuando hace calor, conviene beber con regularidad, sin esperar a tener sed.",
            "Las personas mayores y los niños pequeños son quienes más cuidado necesitan con el calor. Una llamada o una visita puede ayudar a un vecino.",
        ],
        tag: "Calor",
    },
    TopicPhrases {
        topic: Topic::Sun,
        keywords: &["sol", "solar*", "piel", "lunar", "lunares", "melanoma", "protector solar"],
        question: "Sombrero, sombra, protector solar: ¿los tiene a mano?",
        truths: [
            "La sombra, la ropa, el sombrero y el protector solar protegen mejor juntos.",
            "Un lunar nuevo o que cambia merece que lo vea un médico.",
        ],
        tag: "CuidadoDeLaPiel",
    },
    TopicPhrases {
        topic: Topic::Smoking,
        keywords: &["fuma*", "tabaco", "tabaquismo", "cigarr*", "nicotina"],
        question: "¿Está pensando en su último cigarrillo, o en ayudar a alguien a llegar a él?",
        truths: [
            "Dejar de fumar es bueno para la salud a cualquier edad.",
            "El asesoramiento y la medicación pueden facilitar dejarlo. No tiene que ser solo fuerza de voluntad.",
        ],
        tag: "DejarDeFumar",
    },
    TopicPhrases {
        topic: Topic::Screening,
        keywords: &[
            "cribado*",
            "mamograf*",
            "citología*",
            "colonoscopi*",
            "cáncer de mama",
            "cáncer de colon",
            "cáncer de próstata",
            "próstata",
            "chequeo*",
            "detección precoz",
            "revisión médica",
        ],
        question: "¿Sabe qué revisiones le corresponden?",
        truths: [
            "El cribado busca señales de una enfermedad antes de que se note.",
            "Qué pruebas tienen sentido para usted depende de su edad y de sus antecedentes. Merece una conversación.",
        ],
        tag: "Prevención",
    },
    TopicPhrases {
        topic: Topic::Diabetes,
        keywords: &["diabet*", "glucosa", "azúcar en sangre", "azúcar en la sangre", "insulina"],
        question: "¿Cuándo preguntó por última vez por su azúcar en sangre?",
        truths: [
            "La diabetes tipo 2 puede pasar años sin notarse. Un análisis de sangre puede mostrarla.",
            "Moverse más y comer bien ayuda a prevenir o retrasar la diabetes tipo 2.",
        ],
        tag: "Diabetes",
    },
    TopicPhrases {
        topic: Topic::BloodPressure,
        keywords: &[
            "presión arterial",
            "tensión arterial",
            "hipertens*",
            "presión alta",
            "la tensión",
            "presión sanguínea",
        ],
        question: "¿Sabe cuál es su presión arterial?",
        truths: [
            "La presión alta muchas veces no se nota. Medirla es la única manera de saberlo.",
            "Menos sal, más movimiento y nada de tabaco es bueno para la presión arterial.",
        ],
        tag: "PresiónArterial",
    },
    TopicPhrases {
        topic: Topic::Heart,
        keywords: &["corazón", "cardíac*", "cardiac*", "cardiovascular*", "colesterol", "ictus", "infarto*"],
        question: "¿Qué ha hecho esta semana por su corazón?",
        truths: [
            "Moverse más, comer bien y no fumar es bueno para el corazón.",
            "Conocer la presión arterial y el colesterol es un buen comienzo.",
        ],
        tag: "Corazón",
    },
    TopicPhrases {
        topic: Topic::Breathing,
        keywords: &["epoc", "asma", "pulmón", "pulmon*", "respira*", "tos", "bronqui*"],
        question: "¿Le falta el aire en las escaleras más que antes?",
        truths: [
            "Una tos que no se va, o quedarse sin aire, merece una revisión.",
            "No fumar y el aire limpio son buenos para todos los pulmones.",
        ],
        tag: "SaludPulmonar",
    },
    TopicPhrases {
        topic: Topic::Mind,
        keywords: &["salud mental", "mental", "estrés", "ansiedad", "depresi*", "burnout", "soledad", "ánimo"],
        question: "¿Cómo está usted, de verdad?",
        truths: [
            "La salud mental es parte de la salud, y pedir ayuda es parte de cuidarse.",
            "Hablar con alguien de confianza puede ser un primer paso. No hacen falta las palabras perfectas.",
        ],
        tag: "SaludMental",
    },
    TopicPhrases {
        topic: Topic::Back,
        keywords: &["espalda", "lumbar*", "lumbago", "postura"],
        question: "¿Qué le dice su espalda al final del día?",
        truths: [
            "El dolor de espalda suele mejorar en semanas o meses, y mantenerse activo ayuda.",
            "Cambiar de postura a menudo y moverse un poco entre medias le sienta bien a la espalda.",
        ],
        tag: "DolorDeEspalda",
    },
    TopicPhrases {
        topic: Topic::Hands,
        keywords: &[
            "lavado de manos",
            "lavarse las manos",
            "lávese las manos",
            "lave las manos",
            "lávate las manos",
            "higiene de manos",
            "higiene de las manos",
            "manos limpias",
        ],
        question: "¿Qué dura veinte segundos y aleja muchos gérmenes?",
        truths: [
            "Agua, jabón y veinte segundos: así quedan limpias las manos.",
            "Tener las manos limpias es una de las mejores maneras de no propagar gérmenes.",
        ],
        tag: "LavadoDeManos",
    },
    TopicPhrases {
        topic: Topic::Nutrition,
        keywords: &[
            "nutrición",
            "alimentación",
            "dieta*",
            "fruta*",
            "verdura*",
            "comer bien",
            "comer sano",
            "comida sana",
            "la sal",
            "menos sal",
            "azúcar",
        ],
        question: "¿Qué colores había hoy en su plato?",
        truths: [
            "Cinco raciones de fruta y verdura al día son una buena meta.",
            "Un poco menos de sal y azúcar, y un poco más de fruta y verdura, es un buen comienzo.",
        ],
        tag: "AlimentaciónSaludable",
    },
];
