//! HL7 security labels: confidentiality (v3-Confidentiality) and sensitivity (v3-ActCode).

use serde::{Deserialize, Serialize};

/// A kind of information that needs the patient's own consent before others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Substance use disorder (42 CFR Part 2).
    SubstanceUse,
    /// HIV.
    Hiv,
    /// Mental health.
    MentalHealth,
    /// Sexual and reproductive health.
    SexualHealth,
    /// Genetic disease.
    Genetic,
    /// Violence and abuse.
    Abuse,
    /// Any other label that restricts, one that is not known among them.
    Other,
}

/// What the labels of an item come to: the strictest of all.
#[derive(Clone, Default)]
pub(super) struct Labels {
    /// Very restricted: nobody but the patient without breaking the glass.
    pub(super) very_restricted: bool,
    /// Restricted, by confidentiality or by sensitivity; sorted, each once.
    pub(super) sensitive: Vec<Sensitivity>,
}

impl Labels {
    pub(super) fn read(labels: &[String]) -> Self {
        let mut read = Self::default();
        for label in labels {
            let code = label.rsplit('|').next().unwrap_or(label).trim();
            let sensitivity = match code {
                "U" | "L" | "M" | "N" => continue,
                "V" => {
                    read.very_restricted = true;
                    continue;
                }
                "ETH" | "ETHUD" | "ALC" | "ALCH" | "DRUG" | "DRGIS" | "SUD" | "OPIOIDUD"
                | "42CFRPart2" => Sensitivity::SubstanceUse,
                "HIV" => Sensitivity::Hiv,
                "PSY" | "PSYTHPN" | "MH" | "BH" | "PSYCHIATRIC" => Sensitivity::MentalHealth,
                "SEX" | "STD" | "SEXHLT" | "REPROH" | "PREGNANT" => Sensitivity::SexualHealth,
                "GDIS" | "GENETIC" => Sensitivity::Genetic,
                "SDV" | "SA" | "VIO" | "IPV" | "ABUSE" => Sensitivity::Abuse,
                // A label that nobody here knows was put there for a reason.
                _ => Sensitivity::Other,
            };
            read.sensitive.push(sensitivity);
        }
        read.sensitive.sort_unstable();
        read.sensitive.dedup();
        read
    }
}
