//! What is said in English of the topics that clinics post about.

use super::TopicPhrases;
use crate::draft::writer::topic::Topic;

pub(super) const TOPICS: &[TopicPhrases] = &[
    TopicPhrases {
        topic: Topic::Crisis,
        keywords: &["suicid*", "self harm*", "overdose*"],
        question: "Is someone close to you going through a very dark time?",
        truths: [
            "In danger right now? Call your local emergency number. You do not have to carry it alone.",
            "Asking someone directly how they are does not put the idea into their head. It can open a door.",
        ],
        tag: "",
    },
    TopicPhrases {
        topic: Topic::Antibiotics,
        keywords: &["antibiotic*", "antimicrobial*"],
        question: "A cold, a cough, a runny nose: would an antibiotic help?",
        truths: [
            "Antibiotics work against bacteria. They do nothing against the viruses behind colds and flu.",
            "Using antibiotics only when they are needed helps to keep them working for everyone.",
        ],
        tag: "Antibiotics",
    },
    TopicPhrases {
        topic: Topic::Pregnancy,
        keywords: &["pregnan*", "antenatal", "prenatal", "midwi*", "maternal health", "expecting a baby"],
        question: "Are you expecting a baby, or thinking about it?",
        truths: [
            "Regular check-ups in pregnancy help to keep mother and baby well.",
            "The first check-up is best made early, within the first twelve weeks.",
        ],
        tag: "Pregnancy",
    },
    TopicPhrases {
        topic: Topic::ChildVaccines,
        keywords: &[
            "children s vaccin*", "children s immuni*", "childhood vaccin*", "childhood immuni*", "child vaccin*",
            "child s vaccin*", "baby vaccin*", "infant vaccin*", "kids vaccin*", "measles", "mmr", "polio",
            "vaccin* for children", "vaccin* for kids", "vaccinate your child*", "vaccinate your kids",
        ],
        question: "Do you know where your child's vaccination record is?",
        truths: [
            "Vaccines protect children against serious diseases such as measles.",
            "A missed dose can usually be caught up. A look at the vaccination record shows what is due.",
        ],
        tag: "ChildHealth",
    },
    TopicPhrases {
        topic: Topic::Flu,
        keywords: &["flu", "influenza"],
        question: "Is the flu vaccine on your list this season?",
        truths: [
            "A yearly flu vaccine is the best way to lower the risk of flu and its complications.",
            "Flu viruses keep changing, which is why the vaccine is offered anew every year.",
        ],
        tag: "FluVaccine",
    },
    TopicPhrases {
        topic: Topic::Vaccines,
        keywords: &["vaccin*", "immunis*", "immuniz*", "booster*", "jab", "jabs"],
        question: "When did you last look at your vaccination record?",
        truths: [
            "Vaccines train the body to recognise a disease before it meets the real one.",
            "Some vaccines need a booster after years. Your vaccination record shows what is due.",
        ],
        tag: "Vaccination",
    },
    TopicPhrases {
        topic: Topic::Dental,
        keywords: &["dental", "dentist*", "teeth", "tooth*", "gum", "gums", "oral health"],
        question: "When did you last change your toothbrush?",
        truths: [
            "Brushing twice a day with fluoride toothpaste protects your teeth.",
            "Less sugar, and less often, is good for teeth at any age.",
        ],
        tag: "OralHealth",
    },
    TopicPhrases {
        topic: Topic::Eyes,
        keywords: &["eye", "eyes", "eyesight", "glaucoma", "cataract*"],
        question: "When did you last have your eyes checked?",
        truths: [
            "Some eye diseases give no early warning. An eye check can find them in time.",
            "Sunglasses that block UV light protect your eyes.",
        ],
        tag: "EyeHealth",
    },
    TopicPhrases {
        topic: Topic::Sleep,
        keywords: &["sleep*", "insomnia", "snoring"],
        question: "Did you wake up rested this morning?",
        truths: [
            "Most adults need at least seven hours of sleep a night.",
            "Going to bed and getting up at the same time every day helps you sleep better.",
        ],
        tag: "Sleep",
    },
    TopicPhrases {
        topic: Topic::Allergy,
        keywords: &["allerg*", "hay fever", "pollen"],
        question: "Do you know what sets off your allergy?",
        truths: [
            "Knowing what triggers an allergy makes it easier to avoid and to treat.",
            "Pollen, dust mites, food or insect stings: many things can cause an allergy, and a doctor can help to find which.",
        ],
        tag: "Allergy",
    },
    TopicPhrases {
        topic: Topic::Heat,
        keywords: &["heat", "heatwave*", "hydrat*", "dehydrat*", "hot weather", "drink* more water", "drinking water", "drink water"],
        question: "Have you had a glass of water in the last hour?",
        truths: [
            "In hot weather, drink regularly and do not wait until you are thirsty.",
            "Older people and small children need the most care in the heat. A quick call or visit can help a neighbour.",
        ],
        tag: "HotWeather",
    },
    TopicPhrases {
        topic: Topic::Sun,
        keywords: &["sun", "sunburn*", "sunscreen*", "uv", "skin", "mole", "moles", "melanoma"],
        question: "Hat, shade, sunscreen: is yours within reach?",
        truths: [
            "Shade, clothing, a hat and sunscreen protect the skin best together.",
            "A mole that is new or changes is worth showing to a doctor.",
        ],
        tag: "SunSafety",
    },
    TopicPhrases {
        topic: Topic::Smoking,
        keywords: &["smok*", "tobacco", "cigarette*", "nicotine"],
        question: "Are you thinking about your last cigarette, or about helping someone get there?",
        truths: [
            "Stopping smoking is good for your health at any age.",
            "Advice and medication can make it easier to stop. You do not have to do it by willpower alone.",
        ],
        tag: "StopSmoking",
    },
    TopicPhrases {
        topic: Topic::Screening,
        keywords: &[
            "screening*", "mammogra*", "pap", "smear", "colonoscop*", "breast cancer", "bowel cancer", "colon cancer", "cervical",
            "prostate", "check up*", "checkup*",
        ],
        question: "Do you know which check-ups are due for you?",
        truths: [
            "Screening looks for signs of a disease before it is felt.",
            "Which checks make sense for you depends on your age and your history. That is worth a conversation.",
        ],
        tag: "Screening",
    },
    TopicPhrases {
        topic: Topic::Diabetes,
        keywords: &["diabet*", "blood sugar", "insulin"],
        question: "When did you last ask about your blood sugar?",
        truths: [
            "Type 2 diabetes can go unnoticed for years. A blood test can show it.",
            "Moving more and eating well help to prevent or delay type 2 diabetes.",
        ],
        tag: "Diabetes",
    },
    TopicPhrases {
        topic: Topic::BloodPressure,
        keywords: &["blood pressure", "hypertens*"],
        question: "Do you know your blood pressure?",
        truths: [
            "High blood pressure is often not felt at all. Measuring it is the only way to know.",
            "Less salt, more movement and no tobacco are good for your blood pressure.",
        ],
        tag: "BloodPressure",
    },
    TopicPhrases {
        topic: Topic::Heart,
        keywords: &["heart", "cardiac", "cardio*", "cholesterol", "stroke"],
        question: "What have you done for your heart this week?",
        truths: [
            "Moving more, eating well and not smoking are good for the heart.",
            "Knowing your blood pressure and your cholesterol is a good place to begin.",
        ],
        tag: "HeartHealth",
    },
    TopicPhrases {
        topic: Topic::Breathing,
        keywords: &["copd", "asthma", "lung", "lungs", "breath*", "cough*", "bronch*"],
        question: "Do the stairs leave you more out of breath than they used to?",
        truths: [
            "A cough that stays, or breath that runs short, is worth having checked.",
            "Not smoking, and clean air, are good for every pair of lungs.",
        ],
        tag: "LungHealth",
    },
    TopicPhrases {
        topic: Topic::Mind,
        keywords: &["mental", "stress", "anxiety", "depress*", "burnout", "loneliness", "lonely", "mood"],
        question: "How are you, really?",
        truths: [
            "Mental health is part of health, and asking for help is part of looking after it.",
            "Talking to someone you trust can be a first step. It does not need the right words.",
        ],
        tag: "MentalHealth",
    },
    TopicPhrases {
        topic: Topic::Back,
        keywords: &["back pain", "backache*", "lower back", "bad back", "your back", "posture", "spine"],
        question: "What does your back say at the end of the day?",
        truths: [
            "Back pain usually gets better within weeks or months, and staying active helps.",
            "Changing position often and moving a little in between is kind to your back.",
        ],
        tag: "BackPain",
    },
    TopicPhrases {
        topic: Topic::Hands,
        keywords: &["handwash*", "hand wash*", "hand hygiene", "wash* your hands", "clean hands", "washing hands", "wash* hands"],
        question: "What takes twenty seconds and keeps many germs away?",
        truths: [
            "Soap, water and twenty seconds: that is how hands get clean.",
            "Clean hands are one of the best ways to keep germs from spreading.",
        ],
        tag: "HandWashing",
    },
    TopicPhrases {
        topic: Topic::Nutrition,
        keywords: &["nutrition*", "healthy eating", "eat well", "diet", "diets", "fruit*", "vegetable*", "balanced meal*", "salt", "sugar"],
        question: "What colours were on your plate today?",
        truths: [
            "Five portions of fruit and vegetables a day are a good aim.",
            "A little less salt and sugar, and a little more of what grows, is a good beginning.",
        ],
        tag: "HealthyEating",
    },
];
