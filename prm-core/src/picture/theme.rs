//! The colours of pictures and pages.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// How a picture looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Light or dark as its reader's system is, and light on paper.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark, but on paper.
    Dark,
}

/// Names and colours: paper, card, ink, soft ink, hairline, the lanes and the ways. Every ink has
/// a contrast of at least 4.5 on its ground.
type Palette = [(&'static str, &'static str); 19];

const LIGHT: Palette = [
    ("paper", "#fbfaf7"),
    ("card", "#ffffff"),
    ("ink", "#1d2733"),
    ("soft", "#566171"),
    ("hair", "#d5d9df"),
    ("edge", "#8a95a3"),
    ("events", "#5a6572"),
    ("patient", "#0b6e63"),
    ("staff", "#9a4a06"),
    ("journey", "#4b46b8"),
    ("good", "#17713a"),
    ("bad", "#b3261e"),
    ("open", "#8a5a00"),
    ("way0", "#4b46b8"),
    ("way1", "#0b6e63"),
    ("way2", "#b3261e"),
    ("way3", "#9a4a06"),
    ("way4", "#1f66ad"),
    ("way5", "#8b2a7b"),
];

const DARK: Palette = [
    ("paper", "#12161c"),
    ("card", "#1b212a"),
    ("ink", "#eceff3"),
    ("soft", "#a9b3c0"),
    ("hair", "#333c48"),
    ("edge", "#74808f"),
    ("events", "#aab4c1"),
    ("patient", "#5ccdbd"),
    ("staff", "#f0a35e"),
    ("journey", "#a6a2ff"),
    ("good", "#6fd58f"),
    ("bad", "#ff8f86"),
    ("open", "#e9bd5b"),
    ("way0", "#a6a2ff"),
    ("way1", "#5ccdbd"),
    ("way2", "#ff8f86"),
    ("way3", "#f0a35e"),
    ("way4", "#7ab8f5"),
    ("way5", "#e58fd6"),
];

/// The letters of pictures and pages: whatever sans-serif is there.
pub(super) const FONT: &str =
    "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif";

impl Theme {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Whether the reader's system may choose.
    pub(super) const fn scheme(self) -> &'static str {
        match self {
            Self::Auto => "light dark",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Rules of CSS for all that stands in an element of a class: `.f-ink` fills, `.s-ink`
    /// strokes. Colours are written out, since not every viewer of SVG knows variables.
    pub(super) fn css(self, within: &str) -> String {
        let mut css = String::new();
        let first = if self == Self::Dark { &DARK } else { &LIGHT };
        colours(&mut css, within, first);
        if self == Self::Auto {
            css.push_str("@media (prefers-color-scheme:dark){");
            colours(&mut css, within, &DARK);
            css.push_str("}\n");
        }
        if self != Self::Light {
            css.push_str("@media print{");
            colours(&mut css, within, &LIGHT);
            css.push_str("}\n");
        }
        css
    }

    /// The same as variables, for pages: `var(--ink)`.
    pub(super) fn variables(self) -> String {
        let list = |palette: &Palette| {
            let pairs = palette.iter().map(|(name, colour)| format!("--{name}:{colour}"));
            pairs.collect::<Vec<_>>().join(";")
        };
        let (light, dark) = (list(&LIGHT), list(&DARK));
        match self {
            Self::Light => format!(":root{{{light}}}\n"),
            Self::Dark => format!(":root{{{dark}}}\n@media print{{:root{{{light}}}}}\n"),
            Self::Auto => format!(
                ":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n\
                 @media print{{:root{{{light}}}}}\n"
            ),
        }
    }
}

fn colours(css: &mut String, within: &str, palette: &Palette) {
    for (name, colour) in palette {
        let _ = write!(css, "{within} .f-{name}{{fill:{colour}}}");
        if !matches!(*name, "paper" | "card" | "soft") {
            let _ = write!(css, "{within} .s-{name}{{stroke:{colour}}}");
        }
    }
    css.push('\n');
}
