//! What people write: praise and mockery, complaints and wishes, and what a clinic must not overlook.
//!
//! Invariant: written from what people write, not from what the product looks for, so that the two can disagree. Nobody's words
//! are real.

use serde::{Deserialize, Serialize};

use super::dice::Dice;
use super::people::Tongue;

/// What somebody writes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// They are content.
    Praise,
    /// They mock.
    Troll,
    /// Something went wrong for them.
    Complaint,
    /// They want to come.
    Appointment,
    /// They ask what it costs.
    Price,
    /// They ask what they should do.
    Advice,
    /// A life may be at risk.
    Emergency,
    /// Something a medicine or a treatment did to them.
    AdverseEvent,
    /// Their privacy was broken, they say.
    Privacy,
    /// They answer somebody.
    Answer,
}

impl Matter {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Praise,
        Self::Troll,
        Self::Complaint,
        Self::Appointment,
        Self::Price,
        Self::Advice,
        Self::Emergency,
        Self::AdverseEvent,
        Self::Privacy,
        Self::Answer,
    ];
}

/// What one writes about, in public or to the account alone.
pub(super) fn drawn(dice: &mut Dice, in_private: bool) -> Matter {
    match (dice.below(100), in_private) {
        (0..=39, false) => Matter::Praise,
        (40..=49, false) => Matter::Troll,
        (50..=61, false) => Matter::Complaint,
        (62..=73, false) | (0..=44, true) => Matter::Appointment,
        (74..=83, false) | (45..=64, true) => Matter::Price,
        (84..=90, false) | (65..=82, true) => Matter::Advice,
        (91..=94, false) | (83..=89, true) => Matter::AdverseEvent,
        (95..=97, false) | (90..=95, true) => Matter::Privacy,
        (_, _) => Matter::Emergency,
    }
}

/// One of the texts on a matter in a language; which one, `pick` says.
pub fn words(matter: Matter, tongue: Tongue, pick: u64) -> &'static str {
    let all = texts(matter, tongue);
    let at = usize::try_from(pick.checked_rem(all.len() as u64).unwrap_or(0)).unwrap_or(0);
    all.get(at).copied().unwrap_or_default()
}

fn texts(matter: Matter, tongue: Tongue) -> &'static [&'static str] {
    match tongue {
        Tongue::English => english(matter),
        Tongue::Hindi => hindi(matter),
        Tongue::LatinHindi => latin_hindi(matter),
        Tongue::Spanish => spanish(matter),
        Tongue::German => german(matter),
        Tongue::French => french(matter),
        Tongue::Arabic => arabic(matter),
    }
}

fn english(matter: Matter) -> &'static [&'static str] {
    match matter {
        Matter::Praise => &[
            "Such a kind team, thank you for explaining everything so calmly 🙏",
            "Very useful, I sent this to my mother.",
            "Best advice I have read on this. More please!",
        ],
        Matter::Troll => &["lol who believes this", "Another ad. Unfollowed.", "clown clinic 🤡🤡"],
        Matter::Complaint => &[
            "I waited two hours past my time and nobody said sorry.",
            "Your phone line is never answered. Very disappointed.",
            "The front desk was rude to my father last Tuesday.",
        ],
        Matter::Appointment => &[
            "Can I get an appointment this Saturday?",
            "How do I book a check-up for two children?",
            "Do you have anything free on Monday evening?",
        ],
        Matter::Price => &["How much is this without insurance?", "What does the full body check cost?", "price pls"],
        Matter::Advice => &[
            "Should I stop my tablets before the blood test?",
            "Is it safe to take this while breastfeeding?",
            "My son has had a cough for three weeks, what would you do?",
        ],
        Matter::Emergency => &[
            "My father has crushing chest pain right now and his left arm is numb, what do I do",
            "please help she is not breathing properly and her lips are blue",
            "I don't want to live anymore.",
        ],
        Matter::AdverseEvent => &[
            "After the injection you gave me my face swelled up and I got a rash everywhere.",
            "Since I started the new tablets I have been vomiting every day.",
        ],
        Matter::Privacy => &[
            "Why is my photo in this post? I never agreed to that. Take it down.",
            "Your receptionist told my neighbour about my test result. I will call a lawyer.",
        ],
        Matter::Answer => &["Same here.", "They called me back the next day, try again.", "Thanks for the answer!"],
    }
}

fn hindi(matter: Matter) -> &'static [&'static str] {
    match matter {
        Matter::Praise => &["बहुत अच्छी जानकारी, धन्यवाद डॉक्टर साहब 🙏", "आपकी टीम बहुत मददगार है।"],
        Matter::Troll => &["सब पैसे का खेल है", "हाहा, फिर विज्ञापन"],
        Matter::Complaint => &["दो घंटे इंतज़ार कराया, कोई सुनता नहीं।", "फ़ोन कोई नहीं उठाता, बहुत ख़राब सेवा।"],
        Matter::Appointment => &["शनिवार को अपॉइंटमेंट मिल सकता है क्या?", "बच्चे की जाँच के लिए समय कैसे लें?"],
        Matter::Price => &["इसका कितना ख़र्च आएगा?", "पूरी जाँच की फ़ीस क्या है?"],
        Matter::Advice => &["क्या ख़ून की जाँच से पहले दवा बंद करनी चाहिए?", "बुख़ार तीन दिन से है, क्या करूँ?"],
        Matter::Emergency => &["पापा के सीने में दर्द हो रहा है, अभी क्या करें? मदद कीजिए", "वह साँस नहीं ले पा रही है, जल्दी बताइए"],
        Matter::AdverseEvent => &["आपके इंजेक्शन के बाद पूरे शरीर पर दाने निकल आए।", "नई दवा से रोज़ उल्टी हो रही है।"],
        Matter::Privacy => &["मेरी फ़ोटो बिना पूछे क्यों लगाई? इसे हटाइए।", "मेरी रिपोर्ट पड़ोसी को क्यों बताई गई?"],
        Matter::Answer => &["मेरे साथ भी यही हुआ।", "जवाब के लिए धन्यवाद।"],
    }
}

fn latin_hindi(matter: Matter) -> &'static [&'static str] {
    match matter {
        Matter::Praise => &["Bahut achhi jankari, dhanyavaad doctor sahab", "Aapki team bahut helpful hai 👏"],
        Matter::Troll => &["sab paise ka khel hai bhai", "haha phir se ad"],
        Matter::Complaint => &["2 ghante wait karaya, koi sunta nahi", "phone koi nahi uthata, bahut bekar service"],
        Matter::Appointment => {
            &["Saturday ko appointment mil sakta hai kya?", "bachhe ke checkup ke liye time kaise le?"]
        }
        Matter::Price => &["iska kitna kharcha aayega?", "full body check ki fees kya hai"],
        Matter::Advice => &["kya blood test se pehle dawai band karni chahiye?", "3 din se bukhar hai kya karu"],
        Matter::Emergency => {
            &["papa ke seene me bahut dard ho raha hai abhi, please help", "saans nahi aa rahi hai usko jaldi batao"]
        }
        Matter::AdverseEvent => &["injection ke baad pure body pe daane ho gaye", "nayi dawai se roz ulti ho rahi hai"],
        Matter::Privacy => &["meri photo bina puche kyu lagayi? hatao isko", "meri report padosi ko kyu batayi"],
        Matter::Answer => &["mere saath bhi yahi hua", "reply ke liye thanks"],
    }
}

fn spanish(matter: Matter) -> &'static [&'static str] {
    match matter {
        Matter::Praise => &["Muchas gracias, muy bien explicado.", "El mejor trato que he recibido."],
        Matter::Troll => &["jajaja puro negocio", "Otra publicidad más…"],
        Matter::Complaint => &["Esperé dos horas y nadie me pidió perdón.", "Nunca contestan el teléfono. Pésimo."],
        Matter::Appointment => &["¿Tienen cita para el sábado?", "¿Cómo pido hora para mi hija?"],
        Matter::Price => &["¿Cuánto cuesta sin seguro?", "¿Qué precio tiene la revisión?"],
        Matter::Advice => &["¿Debo dejar las pastillas antes del análisis?", "Llevo tres días con fiebre, ¿qué hago?"],
        Matter::Emergency => {
            &["Mi padre tiene un dolor en el pecho muy fuerte ahora mismo, ayuda", "No puede respirar, ¿qué hago?"]
        }
        Matter::AdverseEvent => {
            &["Después de la inyección se me hinchó la cara.", "Desde la nueva pastilla vomito a diario."]
        }
        Matter::Privacy => {
            &["¿Por qué sale mi foto? Nunca di permiso. Quítenla.", "Contaron mi resultado a mi vecina."]
        }
        Matter::Answer => &["A mí me pasó lo mismo.", "Gracias por responder."],
    }
}

fn german(matter: Matter) -> &'static [&'static str] {
    match matter {
        Matter::Praise => &["Sehr nettes Team, danke für die Geduld!", "Endlich mal verständlich erklärt."],
        Matter::Troll => &["haha wer glaubt das denn", "Schon wieder Werbung."],
        Matter::Complaint => {
            &["Zwei Stunden gewartet und kein Wort der Entschuldigung.", "Bei Ihnen geht nie jemand ans Telefon."]
        }
        Matter::Appointment => {
            &["Haben Sie am Samstag noch einen Termin frei?", "Wie bekomme ich einen Termin für mein Kind?"]
        }
        Matter::Price => &["Was kostet das ohne Versicherung?", "Wie teuer ist der Check-up?"],
        Matter::Advice => &["Soll ich die Tabletten vor der Blutabnahme absetzen?", "Seit drei Tagen Fieber, was tun?"],
        Matter::Emergency => &[
            "Mein Vater hat gerade starke Brustschmerzen, bitte helfen Sie",
            "Sie bekommt keine Luft mehr, was soll ich tun",
        ],
        Matter::AdverseEvent => {
            &["Nach der Spritze ist mein Gesicht angeschwollen.", "Seit der neuen Tablette muss ich ständig erbrechen."]
        }
        Matter::Privacy => {
            &["Warum ist mein Foto hier? Ich habe nie zugestimmt.", "Ihr Empfang hat meinen Befund weitererzählt."]
        }
        Matter::Answer => &["Ging mir genauso.", "Danke für die Antwort."],
    }
}

fn french(matter: Matter) -> &'static [&'static str] {
    match matter {
        Matter::Praise => &["Équipe adorable, merci pour votre patience !", "Très bien expliqué, merci."],
        Matter::Troll => &["mdr qui croit ça", "Encore de la pub."],
        Matter::Complaint => {
            &["Deux heures d'attente et aucune excuse.", "Personne ne répond au téléphone, c'est honteux."]
        }
        Matter::Appointment => &["Avez-vous un rendez-vous samedi ?", "Comment prendre rendez-vous pour ma fille ?"],
        Matter::Price => &["Combien ça coûte sans mutuelle ?", "Quel est le prix du bilan ?"],
        Matter::Advice => {
            &["Dois-je arrêter mes comprimés avant la prise de sang ?", "Fièvre depuis trois jours, que faire ?"]
        }
        Matter::Emergency => &[
            "Mon père a une douleur dans la poitrine maintenant, aidez-moi",
            "Elle n'arrive plus à respirer, que faire",
        ],
        Matter::AdverseEvent => {
            &["Après la piqûre mon visage a gonflé.", "Depuis le nouveau comprimé je vomis tous les jours."]
        }
        Matter::Privacy => &[
            "Pourquoi ma photo est ici ? Je n'ai jamais accepté.",
            "Votre accueil a parlé de mes résultats à ma voisine.",
        ],
        Matter::Answer => &["Pareil pour moi.", "Merci pour la réponse."],
    }
}

fn arabic(matter: Matter) -> &'static [&'static str] {
    match matter {
        Matter::Praise => &["شكرا جزيلا، شرح واضح ومفيد 🌹", "فريق رائع ولطيف جدا."],
        Matter::Troll => &["هههه من يصدق هذا", "إعلان آخر..."],
        Matter::Complaint => &["انتظرت ساعتين ولم يعتذر أحد.", "لا أحد يرد على الهاتف، خدمة سيئة."],
        Matter::Appointment => &["هل يوجد موعد يوم السبت؟", "كيف أحجز موعدا لطفلي؟"],
        Matter::Price => &["كم السعر بدون تأمين؟", "كم تكلفة الفحص الكامل؟"],
        Matter::Advice => &["هل أوقف الدواء قبل تحليل الدم؟", "عندي حمى منذ ثلاثة أيام، ماذا أفعل؟"],
        Matter::Emergency => &["أبي عنده ألم في الصدر الآن، ساعدوني", "لا تستطيع التنفس، ماذا أفعل الآن"],
        Matter::AdverseEvent => &["بعد الحقنة تورم وجهي.", "منذ الدواء الجديد أتقيأ كل يوم."],
        Matter::Privacy => &["لماذا صورتي هنا؟ لم أوافق أبدا. احذفوها.", "أخبرتم جارتي بنتيجة تحليلي."],
        Matter::Answer => &["حدث معي نفس الشيء.", "شكرا على الرد."],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_something_to_say_on_every_matter_in_every_language_and_no_text_stands_for_two() {
        let mut seen = std::collections::BTreeSet::new();
        for tongue in Tongue::ALL {
            for matter in Matter::ALL {
                let all = texts(matter, tongue);
                assert!(all.len() > 1, "{matter:?} in {tongue:?}");
                assert!(all.iter().all(|text| seen.insert(*text)), "{matter:?} in {tongue:?}");
                assert_eq!(words(matter, tongue, 0), words(matter, tongue, all.len() as u64));
            }
        }
    }
}
