//! A patient's time as a page: lists that a screen reader reads as such.

use std::fmt::Write as _;

use super::ink::{escaped, plain};
use super::layout::capital;
use super::page::head;
use super::strip::{colour, headline};
use super::theme::Theme;
use super::timeline::{Timeline, TimelineEntry};
use crate::explain::{self, Heading};

const STYLE: &str = "main{max-width:52rem}\
    .zone{color:var(--soft);margin:0}\
    h3{font-size:.95rem;margin:1.1rem 0 .4rem}\
    ol,ul{list-style:none;margin:0;padding:0}\
    ol>li{background:var(--card);border:1px solid var(--hair);border-left:5px solid var(--c);\
    border-radius:9px;padding:.6rem .9rem;margin:.5rem 0;break-inside:avoid}\
    .planned>li{border-style:dashed;border-left-style:solid;background:none}\
    .head{display:flex;flex-wrap:wrap;gap:.15rem .8rem;align-items:baseline;margin:0}\
    .head time{color:var(--soft);font-size:.85rem;min-width:5rem}\
    .head strong{color:var(--c)}\
    .mark{border:1px solid var(--c);color:var(--c);border-radius:1rem;padding:0 .6rem;font-size:.78rem}\
    .why{margin:.3rem 0 0}\
    ul{margin:.3rem 0 0;color:var(--soft);font-size:.9rem}\
    ul li::before{content:'\\2022\\00a0'}\
    blockquote{margin:.5rem 0 0;padding:.1rem .8rem;border-left:3px solid var(--hair);white-space:pre-wrap}\
    .about{color:var(--soft);font-size:.8rem;margin:.35rem 0 0}\
    .now{border-top:2px solid var(--bad);color:var(--bad);font-weight:700;margin:1.6rem 0 0;padding-top:.3rem}\
    @media print{body{font-size:11pt}main{max-width:none;padding:0}}\n";

impl Timeline {
    /// As a page of its own (HTML): everything is in it, for screens, paper and screen readers.
    pub fn html(&self, theme: Theme) -> String {
        let word = |heading| escaped(explain::heading(&self.language, heading));
        let patient = escaped(&self.patient_name());
        let title = format!(
            "{}: {}",
            explain::heading(&self.language, Heading::Timeline),
            self.patient_name()
        );
        let mut page = head(self.language.as_str(), "ltr", &title, theme, STYLE);
        let (date, time) = self.zone.local(self.now);
        let now = crate::communication::day_and_time(&self.language, date, time);
        let _ = write!(
            page,
            "<body>\n<main>\n<h1>{}: <bdi>{patient}</bdi></h1>\n<p class=\"zone\">{}</p>\n",
            word(Heading::Timeline),
            escaped(self.zone.name()),
        );
        self.half(&mut page, &word(Heading::Past), &self.past, "past");
        let _ = writeln!(
            page,
            "<p class=\"now\">{}: <time datetime=\"{}\">{}</time></p>",
            word(Heading::Now),
            self.now,
            escaped(&now)
        );
        self.half(&mut page, &word(Heading::Planned), &self.planned, "planned");
        if !self.complete {
            let _ = writeln!(page, "<p>{}</p>", word(Heading::More));
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }

    fn half(&self, page: &mut String, heading: &str, entries: &[TimelineEntry], class: &str) {
        let _ = writeln!(
            page,
            "<section aria-labelledby=\"{class}\">\n<h2 id=\"{class}\">{heading}</h2>"
        );
        if entries.is_empty() {
            let nothing = escaped(explain::heading(&self.language, Heading::Nothing));
            let _ = writeln!(page, "<p>{nothing}</p>");
        }
        for day in entries.chunk_by(|one, other| one.day == other.day) {
            if let Some(first) = day.first() {
                let _ = writeln!(page, "<h3>{}</h3>\n<ol class=\"{class}\">", escaped(&first.day));
            }
            for entry in day {
                self.item(page, entry);
            }
            page.push_str("</ol>\n");
        }
        page.push_str("</section>\n");
    }

    fn item(&self, page: &mut String, entry: &TimelineEntry) {
        let _ = write!(
            page,
            "<li style=\"--c:var(--{})\">\n<p class=\"head\"><time datetime=\"{}\">{}</time> \
             <strong><bdi>{}</bdi></strong>",
            colour(entry),
            entry.at,
            escaped(&entry.time),
            escaped(&plain(&headline(self, entry)))
        );
        if !entry.said.is_empty() {
            let _ = write!(page, " <span class=\"mark\">{}</span>", escaped(&plain(&entry.said)));
        }
        let sentence = escaped(&plain(&entry.sentence));
        let _ = writeln!(page, "</p>\n<p class=\"why\">{sentence}</p>");
        if !entry.events.is_empty() {
            let events = entry
                .events
                .iter()
                .map(|event| format!("<li>{}</li>", escaped(&capital(&plain(&event.said)))));
            let _ = writeln!(page, "<ul>{}</ul>", events.collect::<String>());
        }
        if let Some(text) = &entry.text {
            let _ = writeln!(page, "<blockquote dir=\"auto\">{}</blockquote>", lines(text));
        }
        let about: Vec<&str> =
            [&entry.journey, &entry.subject].into_iter().flatten().map(String::as_str).collect();
        if !about.is_empty() {
            let _ =
                writeln!(page, "<p class=\"about\"><bdi>{}</bdi></p>", escaped(&about.join(" · ")));
        }
        page.push_str("</li>\n");
    }
}

/// A text with its line breaks.
fn lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}
