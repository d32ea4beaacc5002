//! Explanations in Spanish: explicaciones en español.

use super::{Heading, Words};
use crate::decision::{Cure, Verdict};
use crate::relationship::MessageEvent;
use crate::{Channel, KeyParts, Purpose, ReasonCode, Timestamp};

pub(super) struct Spanish;

impl Words for Spanish {
    fn tag(&self) -> &'static str {
        "es"
    }

    fn channel(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Sms => "SMS",
            Channel::Email => "correo electrónico",
            Channel::Voice => "llamada",
            Channel::StaffCall => "llamada del personal",
            Channel::Push => "notificación",
            Channel::Portal => "portal",
            Channel::Whatsapp => "WhatsApp",
            Channel::Letter => "carta",
        }
    }

    fn purpose(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Treatment => "tratamiento",
            Purpose::Account => "cuenta",
            Purpose::Recall => "revisiones",
            Purpose::Operations => "gestión",
            Purpose::Feedback => "opiniones",
            Purpose::Greeting => "felicitaciones",
            Purpose::Marketing => "publicidad",
            Purpose::Safety => "seguridad",
        }
    }

    fn subject(&self, parts: Option<&KeyParts>, channel: Option<Channel>) -> String {
        let what = match parts {
            Some(parts) => format!("{} de {}", parts.step, parts.subject),
            None => "esto".to_owned(),
        };
        match channel {
            Some(channel) => format!("{what} por {}", self.channel(channel)),
            None => what,
        }
    }

    fn verdict(&self, what: &str, verdict: Verdict, on: Option<&str>) -> String {
        let verb = match verdict {
            Verdict::Send => "se envió",
            Verdict::Wait => "espera",
            Verdict::Hold => "queda en espera",
            Verdict::Combine => "se combinó con otros",
            Verdict::Done => "siguió su camino",
            Verdict::Skip => "no hizo falta",
            Verdict::Missed => "no salió a tiempo",
            Verdict::Deny => "no se permitió",
            Verdict::Note => "se anotó",
            Verdict::Task => "se pasó a una persona",
        };
        match on {
            Some(on) => format!("{what} {verb} el {on}"),
            None => format!("{what} {verb}"),
        }
    }

    fn planned(&self, what: &str, verdict: Verdict, on: Option<&str>) -> String {
        let verb = match verdict {
            Verdict::Send => "se enviará",
            Verdict::Combine => "se combinará con otros",
            Verdict::Done => "seguirá su camino",
            Verdict::Skip => "no hará falta",
            Verdict::Missed => "no saldrá a tiempo",
            Verdict::Deny => "no se permitirá",
            Verdict::Task => "se pasará a una persona",
            open => return self.verdict(what, open, None),
        };
        match on {
            Some(on) => format!("{what} {verb} el {on}"),
            None => format!("{what} {verb}"),
        }
    }

    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Timeline => "Cronología",
            Heading::Past => "Lo que ocurrió",
            Heading::Now => "Ahora",
            Heading::Planned => "Lo previsto",
            Heading::Nothing => "Nada.",
            Heading::More => "Hay más de lo que cabe aquí.",
            Heading::Appointment => "Cita",
            Heading::Visit => "Visita",
        }
    }

    fn reason(&self, code: ReasonCode) -> &'static str {
        match code {
            ReasonCode::Ok => "se superaron todas las comprobaciones",
            ReasonCode::Deceased => "consta que el paciente ha fallecido",
            ReasonCode::MergedInto => "este registro se fusionó con otro",
            ReasonCode::SubjectGone => {
                "la cita u otro motivo se canceló, se sustituyó o se eliminó"
            }
            ReasonCode::Superseded => "existe una versión más reciente",
            ReasonCode::JourneyStopped => "el recorrido terminó o se detuvo",
            ReasonCode::ConditionFalse => "la condición del paso no se cumple",
            ReasonCode::GoalReached => "la meta del recorrido se ha alcanzado",
            ReasonCode::AlreadyRunning => "un recorrido anterior impide que este comience",
            ReasonCode::GroupCleared => "una visita hizo innecesario este grupo de pasos",
            ReasonCode::OtherWay => "el recorrido tomó otro camino",
            ReasonCode::NoLongerNeeded => "el recorrido ya no lo necesita",
            ReasonCode::EndlessLoop => "el recorrido daría vueltas sin fin",
            ReasonCode::AwaitingOne => "espera la primera de varias cosas",
            ReasonCode::UnknownValue => "el valor no es ninguno de los que el atributo puede tener",
            ReasonCode::AnchorAbsent => "el paso del que depende se resolvió sin ese suceso",
            ReasonCode::AlreadyTold => "ya se comunicaron los mismos datos",
            ReasonCode::NotTold => "nadie había recibido los datos anteriores",
            ReasonCode::AlreadySeen => "el destinatario ya lo ha visto",
            ReasonCode::Collapsed => "también toca un paso posterior de la misma serie",
            ReasonCode::CameLate => "su momento había pasado antes de que ocurriera la causa",
            ReasonCode::MarketingAuthorisation => {
                "la publicidad de este tipo exige una autorización firmada"
            }
            ReasonCode::NoConsent => "no hay consentimiento para este fin, que lo exige",
            ReasonCode::ConsentRefused => {
                "se negó o se retiró el consentimiento para este fin o canal"
            }
            ReasonCode::DoNotContact => "consta que no se debe contactar",
            ReasonCode::ConsentUnknown => "el consentimiento no llegó a conocerse a tiempo",
            ReasonCode::NoRecipient => {
                "no hay destinatario permitido (menor, representante, petición confidencial)"
            }
            ReasonCode::RecipientRestricted => "el destinatario no puede recibir este contenido",
            ReasonCode::NoLine => "no hay contacto utilizable para ningún canal permitido",
            ReasonCode::LineInvalid => "el contacto está caducado, devuelto o sin verificar",
            ReasonCode::LineOptedOut => "el contacto se dio de baja de este remitente",
            ReasonCode::PersonOptedOut => "la persona se dio de baja en otro contacto de este tipo",
            ReasonCode::LinePaused => {
                "el contacto quizá se dio de baja: una persona aún debe leerlo"
            }
            ReasonCode::SubjectMuted => "el paciente no quiere más mensajes sobre esto",
            ReasonCode::AnsweredEnough => {
                "hoy ya se respondió bastantes veces por sí solo a este contacto"
            }
            ReasonCode::ServiceWindowClosed => {
                "el plazo de texto libre del canal terminó y no hay plantilla"
            }
            ReasonCode::ExemptionTerms => "no se cumplen las condiciones de la exención legal",
            ReasonCode::ContentTooSensitive => {
                "ninguna variante del mensaje está permitida en este canal"
            }
            ReasonCode::NoLanguage => {
                "no hay texto en un idioma del destinatario ni del consultorio"
            }
            ReasonCode::TextTooLong => "el texto supera el límite",
            ReasonCode::CapReached => "se alcanzó el límite de mensajes hasta la hora indicada",
            ReasonCode::ReservedFor => "el lugar se guarda para un mensaje de mayor prioridad",
            ReasonCode::QuietHours => "fuera de las horas permitidas en una zona posible",
            ReasonCode::PassedHours => "no espera a las horas permitidas",
            ReasonCode::ClosedDay => "día festivo o de cierre",
            ReasonCode::QuestionOpen => "hay otra pregunta abierta en este contacto",
            ReasonCode::Expired => "ya no es útil",
            ReasonCode::MissedWindow => "no hay momento permitido antes de que deje de ser útil",
            ReasonCode::MissingFact => "se desconoce un dato que la condición o el texto necesita",
            ReasonCode::Incomplete => "faltan datos obligatorios",
            ReasonCode::NotDue => "aún no ha llegado su momento",
            ReasonCode::AnchorUnknown => "el suceso del que depende no ha ocurrido",
            ReasonCode::OtherExecutor => "otro sistema envía por este canal",
            ReasonCode::CombinedInto => "forma parte de un mensaje combinado",
            ReasonCode::Retrying => "falló por una causa pasajera y se intenta de nuevo",
            ReasonCode::Combining => "espera a otros mensajes para ir junto con ellos",
            ReasonCode::Settling => "se espera a que un cambio se asiente",
            ReasonCode::ClockWentBack => "el reloj retrocedió más de lo admitido",
            ReasonCode::FactInFuture => "un hecho lleva una fecha futura",
            ReasonCode::FactIdReused => "llegaron dos hechos con un mismo identificador",
            ReasonCode::OtherPatient => "el hecho es de otro paciente y no se incorporó",
            ReasonCode::TransitionRefused => {
                "el cambio de estado no es posible desde el estado actual"
            }
            ReasonCode::VisitUnlinked => "ninguna cita corresponde a la visita",
            ReasonCode::UnknownSubject => "se desconoce aquello de lo que habla el hecho",
            ReasonCode::ZoneAssumed => "la zona horaria no consta; se supuso la indicada",
            ReasonCode::TzChanged => {
                "los datos de zonas horarias cambiaron una hora comunicada: el personal debe comprobarla"
            }
            ReasonCode::SafetySent => {
                "se avisó de un peligro para el paciente: una persona debe darle seguimiento"
            }
            ReasonCode::SafetyUnsent => {
                "no se pudo avisar de un peligro para el paciente: una persona debe llamar"
            }
            ReasonCode::TooLate => "un mensaje retirado ya había salido",
            ReasonCode::UrgentReply => "una respuesta requiere a una persona ahora",
            ReasonCode::CrisisReply => {
                "una respuesta habla de suicidio o autolesión: requiere a una persona ahora mismo"
            }
            ReasonCode::SafeguardingReply => {
                "una respuesta habla de violencia o abuso: requiere a una persona ahora mismo"
            }
            ReasonCode::SafetyAnswer => {
                "una respuesta a un cuestionario necesita a una persona ahora"
            }
            ReasonCode::DeathReported => {
                "una respuesta dice que el paciente ha fallecido: el personal debe comprobarlo"
            }
            ReasonCode::VerifyContact => {
                "una respuesta dice que el número es de otra persona: el personal debe comprobarlo"
            }
            ReasonCode::OptOutUnclear => {
                "una respuesta quizá sea una baja: una persona la lee y el contacto queda en pausa"
            }
            ReasonCode::OptOutWording => {
                "una respuesta pidió la baja con sus propias palabras: una persona la lee"
            }
            ReasonCode::VisitUnclear => {
                "llegó una baja con una cita por confirmar: pregunte si se refería a la cita"
            }
            ReasonCode::RescheduleRequested => {
                "el paciente desea otra hora: la cita sigue igual hasta que el personal la cambie"
            }
            ReasonCode::CancelRequested => {
                "el paciente no desea la cita: sigue reservada hasta que el personal pregunte"
            }
            ReasonCode::AmbiguousReply => "una respuesta encaja con más de una pregunta abierta",
            ReasonCode::UnansweredReply => {
                "una respuesta que no encaja con ninguna pregunta abierta requiere a una persona"
            }
            ReasonCode::Unmerged => {
                "un registro se separó de este: el personal revisa de quién son los datos de ese tiempo"
            }
            ReasonCode::Erased => "los datos de la persona se borraron",
            ReasonCode::TooOld => "un hecho es anterior al historial sellado",
            ReasonCode::TooMany => {
                "se alcanzó el límite de hechos de un paciente: el hecho no se incorporó"
            }
        }
    }

    fn and(&self) -> &'static str {
        ", y además "
    }

    fn until(&self, when: &str) -> String {
        format!("hasta el {when}")
    }

    fn cure(&self, cure: &Cure, when: &dyn Fn(Timestamp) -> String) -> String {
        match cure {
            Cure::WaitUntil { at } => format!("el {}", when(*at)),
            Cure::Consent { purpose, channel, signed } => {
                let (purpose, channel) = (self.purpose(*purpose), self.channel(*channel));
                let signed = if *signed { " firmado" } else { "" };
                format!("con consentimiento{signed} para {purpose} por {channel}")
            }
            Cure::Unblock { channel } => {
                format!("si el contacto de {} no se hubiera dado de baja", self.channel(*channel))
            }
            Cure::Verify { channel } => {
                format!("con un contacto de {} en uso", self.channel(*channel))
            }
            Cure::Add { what } => format!("con {what}"),
            Cure::Edit { field } => format!("con {field} cambiado en el playbook"),
        }
    }

    fn cured(&self, cures: &[String]) -> String {
        format!("habría salido {}", cures.join(" y "))
    }

    fn event(&self, event: MessageEvent, when: &str) -> String {
        let word = match event {
            MessageEvent::HandedOver => "se entregó para su envío",
            MessageEvent::Accepted => "se aceptó",
            MessageEvent::Expired => "caducó",
            MessageEvent::Withdrawn => "se retiró",
            MessageEvent::Failed => "falló",
            MessageEvent::Bounced => "rebotó de forma definitiva",
            MessageEvent::Delivered => "llegó",
            MessageEvent::Read => "se leyó",
            MessageEvent::Answered => "se respondió",
            MessageEvent::TooLate => "se supo que había salido antes de poder retirarse",
        };
        format!("{word} el {when}")
    }

    fn full_stop(&self) -> char {
        '.'
    }
}
