//! Explanations in Hindi: हिन्दी में कारण।

use super::{Heading, Words};
use crate::decision::{Cure, Verdict};
use crate::relationship::MessageEvent;
use crate::{Channel, KeyParts, Purpose, ReasonCode, Timestamp};

pub(super) struct Hindi;

impl Words for Hindi {
    fn tag(&self) -> &'static str {
        "hi"
    }

    fn channel(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Sms => "SMS",
            Channel::Email => "ई-मेल",
            Channel::Voice => "फ़ोन कॉल",
            Channel::StaffCall => "कर्मचारी का फ़ोन",
            Channel::Push => "सूचना",
            Channel::Portal => "पोर्टल",
            Channel::Whatsapp => "WhatsApp",
            Channel::Letter => "पत्र",
        }
    }

    fn purpose(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Treatment => "इलाज",
            Purpose::Account => "खाता",
            Purpose::Recall => "दोबारा जाँच",
            Purpose::Operations => "कामकाज",
            Purpose::Feedback => "राय",
            Purpose::Greeting => "शुभकामना",
            Purpose::Marketing => "प्रचार",
            Purpose::Safety => "सुरक्षा",
        }
    }

    fn subject(&self, parts: Option<&KeyParts>, channel: Option<Channel>) -> String {
        let what = match parts {
            Some(parts) => format!("{} का {}", parts.subject, parts.step),
            None => "यह".to_owned(),
        };
        match channel {
            Some(channel) => format!("{what} {} से", self.channel(channel)),
            None => what,
        }
    }

    fn verdict(&self, what: &str, verdict: Verdict, on: Option<&str>) -> String {
        let verb = match verdict {
            Verdict::Send => "भेजा गया",
            Verdict::Wait => "प्रतीक्षा में है",
            Verdict::Hold => "रोककर रखा गया है",
            Verdict::Combine => "दूसरों के साथ मिलाया गया",
            Verdict::Done => "अपनी राह आगे बढ़ा",
            Verdict::Skip => "ज़रूरी नहीं था",
            Verdict::Missed => "समय पर नहीं जा सका",
            Verdict::Deny => "अनुमत नहीं था",
            Verdict::Note => "दर्ज किया गया",
            Verdict::Task => "किसी व्यक्ति को सौंपा गया",
        };
        match on {
            Some(on) => format!("{what} {on} {verb}"),
            None => format!("{what} {verb}"),
        }
    }

    fn planned(&self, what: &str, verdict: Verdict, on: Option<&str>) -> String {
        let verb = match verdict {
            Verdict::Send => "भेजा जाएगा",
            Verdict::Combine => "दूसरों के साथ मिलाया जाएगा",
            Verdict::Done => "अपनी राह आगे बढ़ेगा",
            Verdict::Skip => "ज़रूरी नहीं होगा",
            Verdict::Missed => "समय पर नहीं जा सकेगा",
            Verdict::Deny => "अनुमत नहीं होगा",
            Verdict::Task => "किसी व्यक्ति को सौंपा जाएगा",
            open => return self.verdict(what, open, None),
        };
        match on {
            Some(on) => format!("{what} {on} {verb}"),
            None => format!("{what} {verb}"),
        }
    }

    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Timeline => "समयरेखा",
            Heading::Past => "जो हुआ",
            Heading::Now => "अभी",
            Heading::Planned => "जो आगे तय है",
            Heading::Nothing => "कुछ नहीं।",
            Heading::More => "यहाँ जितना आ सका, उससे अधिक है।",
            Heading::Appointment => "अपॉइंटमेंट",
            Heading::Visit => "मुलाक़ात",
        }
    }

    fn reason(&self, code: ReasonCode) -> &'static str {
        match code {
            ReasonCode::Ok => "सभी जाँचें सफल रहीं",
            ReasonCode::Deceased => "मरीज़ की मृत्यु दर्ज है",
            ReasonCode::MergedInto => "यह अभिलेख किसी दूसरे में मिला दिया गया",
            ReasonCode::SubjectGone => "अपॉइंटमेंट या दूसरा विषय रद्द हुआ, बदला गया या हटाया गया",
            ReasonCode::Superseded => "इसका नया रूप मौजूद है",
            ReasonCode::JourneyStopped => "यह क्रम समाप्त हो चुका है या रोका गया",
            ReasonCode::ConditionFalse => "चरण की शर्त पूरी नहीं होती",
            ReasonCode::GoalReached => "इस क्रम का लक्ष्य पूरा हो गया",
            ReasonCode::AlreadyRunning => "इसी क्रम का पिछला दौर इसे शुरू नहीं होने देता",
            ReasonCode::GroupCleared => "एक मुलाक़ात के बाद इन चरणों की ज़रूरत नहीं रही",
            ReasonCode::OtherWay => "क्रम ने दूसरी राह ली",
            ReasonCode::NoLongerNeeded => "क्रम को अब इसकी ज़रूरत नहीं",
            ReasonCode::EndlessLoop => "क्रम बिना अंत के घूमता रहता",
            ReasonCode::AwaitingOne => "यह कई बातों में से पहली की प्रतीक्षा में है",
            ReasonCode::UnknownValue => "यह मान इस गुण के मानों में से नहीं है",
            ReasonCode::AnchorAbsent => "जिस चरण पर यह टिका है, वह उस घटना के बिना तय हो गया",
            ReasonCode::AlreadyTold => "यही जानकारी पहले दी जा चुकी है",
            ReasonCode::NotTold => "पुरानी जानकारी किसी को नहीं दी गई थी",
            ReasonCode::AlreadySeen => "पाने वाला इसे पहले ही देख चुका है",
            ReasonCode::Collapsed => "इसी शृंखला के बाद के चरण का भी समय हो गया है",
            ReasonCode::CameLate => "कारण होने से पहले ही इसका समय निकल चुका था",
            ReasonCode::MarketingAuthorisation => "इस तरह के प्रचार के लिए हस्ताक्षरित अनुमति चाहिए",
            ReasonCode::NoConsent => "इस उद्देश्य के लिए सहमति ज़रूरी है और नहीं मिली है",
            ReasonCode::ConsentRefused => "इस उद्देश्य या माध्यम की सहमति नहीं दी गई या वापस ली गई",
            ReasonCode::DoNotContact => "संपर्क न करना दर्ज है",
            ReasonCode::ConsentUnknown => "सहमति के बारे में समय पर पता नहीं चला",
            ReasonCode::NoRecipient => {
                "कोई ऐसा नहीं जिसे भेजना अनुमत हो (नाबालिग, प्रतिनिधि, गोपनीयता का अनुरोध)"
            }
            ReasonCode::RecipientRestricted => "पाने वाले को यह सामग्री नहीं भेजी जा सकती",
            ReasonCode::NoLine => "किसी भी अनुमत माध्यम का काम का संपर्क नहीं है",
            ReasonCode::LineInvalid => "संपर्क पुराना है, वहाँ से संदेश लौटा है या वह जाँचा नहीं गया",
            ReasonCode::LineOptedOut => "इस संपर्क ने इस प्रेषक के संदेश बंद करवाए हैं",
            ReasonCode::PersonOptedOut => "व्यक्ति ने इसी तरह के दूसरे संपर्क पर संदेश बंद करवाए हैं",
            ReasonCode::LinePaused => "शायद इस संपर्क ने संदेश बंद करवाए हैं: किसी व्यक्ति का पढ़ना बाक़ी है",
            ReasonCode::SubjectMuted => "मरीज़ इस विषय पर और संदेश नहीं चाहता",
            ReasonCode::AnsweredEnough => "इस संपर्क को आज अपने आप पर्याप्त उत्तर दिए जा चुके हैं",
            ReasonCode::ServiceWindowClosed => "माध्यम में खुले संदेश का समय समाप्त है और कोई साँचा नहीं है",
            ReasonCode::ExemptionTerms => "कानूनी छूट की शर्तें पूरी नहीं होतीं",
            ReasonCode::ContentTooSensitive => "इस माध्यम में संदेश का कोई रूप अनुमत नहीं है",
            ReasonCode::NoLanguage => "पाने वाले या क्लिनिक की किसी भाषा में संदेश नहीं है",
            ReasonCode::TextTooLong => "संदेश सीमा से लंबा है",
            ReasonCode::CapReached => "बताए गए समय तक संदेशों की सीमा पूरी हो चुकी है",
            ReasonCode::ReservedFor => "यह जगह अधिक ज़रूरी संदेश के लिए रखी गई है",
            ReasonCode::QuietHours => "किसी संभावित समय-क्षेत्र में अनुमत समय के बाहर",
            ReasonCode::PassedHours => "यह अनुमत समय की प्रतीक्षा नहीं करता",
            ReasonCode::ClosedDay => "छुट्टी या बंद का दिन",
            ReasonCode::QuestionOpen => "इस संपर्क पर एक और प्रश्न का उत्तर बाक़ी है",
            ReasonCode::Expired => "अब इसका उपयोग नहीं",
            ReasonCode::MissedWindow => "उपयोगी रहने तक कोई अनुमत समय नहीं है",
            ReasonCode::MissingFact => "शर्त या संदेश के लिए ज़रूरी जानकारी नहीं है",
            ReasonCode::Incomplete => "ज़रूरी विवरण अधूरे हैं",
            ReasonCode::NotDue => "अभी इसका समय नहीं आया",
            ReasonCode::AnchorUnknown => "जिस घटना पर यह टिका है, वह नहीं हुई",
            ReasonCode::OtherExecutor => "इस माध्यम से कोई दूसरी प्रणाली भेजती है",
            ReasonCode::CombinedInto => "संयुक्त संदेश का भाग है",
            ReasonCode::Retrying => "किसी अस्थायी कारण से विफल हुआ और फिर भेजा जाएगा",
            ReasonCode::Combining => "दूसरे संदेशों के साथ जाने की प्रतीक्षा में है",
            ReasonCode::Settling => "बदलाव के पक्का होने का इंतज़ार है",
            ReasonCode::ClockWentBack => "घड़ी अनुमत सीमा से अधिक पीछे गई",
            ReasonCode::FactInFuture => "एक तथ्य पर भविष्य की तारीख है",
            ReasonCode::FactIdReused => "एक ही पहचान से दो तथ्य आए",
            ReasonCode::OtherPatient => "तथ्य किसी दूसरे मरीज़ का है और नहीं लिया गया",
            ReasonCode::TransitionRefused => "मौजूदा स्थिति से यह बदलाव संभव नहीं है",
            ReasonCode::VisitUnlinked => "मुलाक़ात से कोई अपॉइंटमेंट मेल नहीं खाती",
            ReasonCode::UnknownSubject => "तथ्य जिसके बारे में है, वह ज्ञात नहीं",
            ReasonCode::ZoneAssumed => "समय-क्षेत्र नहीं बताया गया; जो लिखा है, वह माना गया",
            ReasonCode::TzChanged => "समय-क्षेत्र के आँकड़ों से बताया गया समय बदला: कर्मचारी जाँचें",
            ReasonCode::SafetySent => "मरीज़ के लिए ख़तरे की सूचना दी गई: किसी व्यक्ति को आगे देखना है",
            ReasonCode::SafetyUnsent => {
                "मरीज़ के लिए ख़तरे की सूचना नहीं दी जा सकी: किसी व्यक्ति को फ़ोन करना है"
            }
            ReasonCode::TooLate => "वापस लिया गया संदेश पहले ही निकल चुका था",
            ReasonCode::UrgentReply => "एक उत्तर को अभी किसी व्यक्ति को देखना चाहिए",
            ReasonCode::CrisisReply => {
                "एक उत्तर में आत्महत्या या ख़ुद को चोट पहुँचाने की बात है: अभी किसी व्यक्ति की ज़रूरत है"
            }
            ReasonCode::SafeguardingReply => {
                "एक उत्तर में हिंसा या दुर्व्यवहार की बात है: अभी किसी व्यक्ति की ज़रूरत है"
            }
            ReasonCode::SafetyAnswer => "प्रश्नावली के एक उत्तर पर अभी किसी व्यक्ति को ध्यान देना है",
            ReasonCode::DeathReported => "एक उत्तर के अनुसार मरीज़ की मृत्यु हो गई है: कर्मचारी जाँचें",
            ReasonCode::VerifyContact => "एक उत्तर के अनुसार यह नंबर किसी और का है: कर्मचारी जाँचें",
            ReasonCode::OptOutUnclear => {
                "एक उत्तर शायद संदेश बंद करने के लिए है: कोई व्यक्ति पढ़े, तब तक संपर्क रुका है"
            }
            ReasonCode::OptOutWording => "एक उत्तर ने अपने शब्दों में संदेश बंद करवाए: कोई व्यक्ति पढ़े",
            ReasonCode::VisitUnclear => {
                "पुष्टि बाक़ी रहते संदेश बंद करने का शब्द आया: पूछें कि क्या मुलाक़ात की बात थी"
            }
            ReasonCode::RescheduleRequested => {
                "मरीज़ दूसरा समय चाहता है: कर्मचारियों के बदलने तक अपॉइंटमेंट वैसी ही है"
            }
            ReasonCode::CancelRequested => {
                "मरीज़ मुलाक़ात नहीं चाहता: कर्मचारियों के पूछने तक अपॉइंटमेंट बनी है"
            }
            ReasonCode::AmbiguousReply => "एक उत्तर एक से अधिक खुले प्रश्नों पर बैठता है",
            ReasonCode::UnansweredReply => "किसी खुले प्रश्न पर न बैठने वाले उत्तर को कोई व्यक्ति देखे",
            ReasonCode::Unmerged => "एक रिकॉर्ड इससे अलग किया गया: बीच के तथ्य किसके हैं, यह कर्मचारी देखें",
            ReasonCode::Erased => "व्यक्ति का विवरण मिटा दिया गया",
            ReasonCode::TooOld => "एक तथ्य बंद किए गए इतिहास से पहले का है",
            ReasonCode::TooMany => "एक मरीज़ के तथ्यों की सीमा पूरी है: तथ्य नहीं लिया गया",
        }
    }

    fn and(&self) -> &'static str {
        ", और "
    }

    fn until(&self, when: &str) -> String {
        format!("{when} तक")
    }

    fn cure(&self, cure: &Cure, when: &dyn Fn(Timestamp) -> String) -> String {
        match cure {
            Cure::WaitUntil { at } => when(*at),
            Cure::Consent { purpose, channel, signed } => {
                let (purpose, channel) = (self.purpose(*purpose), self.channel(*channel));
                let signed = if *signed { "हस्ताक्षरित " } else { "" };
                format!("{purpose} के लिए {channel} की {signed}सहमति होने पर")
            }
            Cure::Unblock { channel } => {
                format!("{} का संपर्क बंद न करवाया गया होने पर", self.channel(*channel))
            }
            Cure::Verify { channel } => {
                format!("{} का चालू संपर्क होने पर", self.channel(*channel))
            }
            Cure::Add { what } => format!("{what} होने पर"),
            Cure::Edit { field } => format!("प्लेबुक में {field} बदलने पर"),
        }
    }

    fn cured(&self, cures: &[String]) -> String {
        format!("{} यह भेजा जाता", cures.join(" और "))
    }

    fn event(&self, event: MessageEvent, when: &str) -> String {
        let word = match event {
            MessageEvent::HandedOver => "भेजने के लिए दिया गया",
            MessageEvent::Accepted => "स्वीकार हुआ",
            MessageEvent::Expired => "समय समाप्त हुआ",
            MessageEvent::Withdrawn => "वापस लिया गया",
            MessageEvent::Failed => "विफल हुआ",
            MessageEvent::Bounced => "स्थायी रूप से लौट आया",
            MessageEvent::Delivered => "पहुँचा",
            MessageEvent::Read => "पढ़ा गया",
            MessageEvent::Answered => "उत्तर मिला",
            MessageEvent::TooLate => "पता चला कि वापस लेने से पहले ही निकल चुका था",
        };
        format!("{when} {word}")
    }

    fn full_stop(&self) -> char {
        '।'
    }
}
