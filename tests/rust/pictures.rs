//! Pictures of journeys: well-formed, inert whatever stands in a playbook, with nothing upon
//! anything else, and as the golden files have them. `PRM_BLESS=1` writes those anew, to be looked
//! at; `PRM_PICTURES=FOLDER` writes every picture into a folder.

use std::path::PathBuf;

use prm_core::{ErrorCode, Playbook, STARTER, Theme};
use roxmltree::{Document, Node};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every playbook of the vectors and the starter practice, by its name.
fn playbooks() -> Vec<(String, Playbook)> {
    let mut found = vec![("starter".to_owned(), Playbook::compile(STARTER).unwrap())];
    for entry in std::fs::read_dir(folder().join("vectors/playbooks")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        found.push((name, Playbook::compile(&std::fs::read_to_string(path).unwrap()).unwrap()));
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// What a picture may be made of: no script, no link, nothing from outside.
fn is_inert(svg: &str) -> Result<(), String> {
    let parsed = Document::parse(svg).map_err(|error| error.to_string())?;
    for node in parsed.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if !["svg", "g", "title", "desc", "style", "rect", "circle", "path", "text"].contains(&name)
        {
            return Err(format!("an element {name}"));
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            if name.starts_with("on") || name == "href" || value.contains("url(") {
                return Err(format!("an attribute {name}"));
            }
        }
        if name == "style"
            && (node.text().unwrap_or("").contains("url(")
                || node.text().unwrap_or("").contains("@import"))
        {
            return Err("a style that loads something".into());
        }
    }
    Ok(())
}

fn number(node: &Node<'_, '_>, name: &str) -> i64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// Every text stands inside of the picture, and no two cards and no two lines of text meet.
fn nothing_lies_upon_anything(svg: &str) {
    let parsed = Document::parse(svg).unwrap();
    let root = parsed.root_element();
    let (width, height) = (number(&root, "width"), number(&root, "height"));
    let elements = |name: &'static str| {
        parsed
            .descendants()
            .filter(move |node| node.has_tag_name(("http://www.w3.org/2000/svg", name)))
    };
    let mut texts: Vec<(i64, i64)> =
        elements("text").map(|t| (number(&t, "x"), number(&t, "y"))).collect();
    assert!(texts.iter().all(|(x, y)| (0..width).contains(x) && (10..height).contains(y)));
    texts.sort_unstable();
    for pair in texts.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[1].1 - pair[0].1 >= 14, "texts at {pair:?}");
    }
    let boxes: Vec<[i64; 4]> = elements("rect")
        .filter(|rect| number(rect, "height") > 30 && (9..width).contains(&number(rect, "width")))
        .map(|r| ["x", "y", "width", "height"].map(|name| number(&r, name)))
        .collect();
    for (index, [x, y, w, h]) in boxes.iter().enumerate() {
        assert!(x + w <= width - 32 && y + h <= height);
        for [a, b, c, d] in &boxes[index + 1..] {
            let apart = x + w <= *a || a + c <= *x || y + h <= *b || b + d <= *y;
            assert!(apart, "{x},{y} and {a},{b}");
        }
    }
}

#[test]
fn every_journey_of_every_playbook_can_be_looked_at() {
    let folder = std::env::var_os("PRM_PICTURES").map(PathBuf::from);
    let mut drawn = 0;
    for (name, playbook) in playbooks() {
        for journey in playbook.journeys() {
            let picture = playbook.picture(&journey, Theme::Auto).unwrap();
            if let Some(folder) = &folder {
                std::fs::create_dir_all(folder).unwrap();
                let file = |end: &str| folder.join(format!("{name}-{journey}.{end}"));
                std::fs::write(file("svg"), &picture.svg).unwrap();
                std::fs::write(file("html"), &picture.html).unwrap();
                std::fs::write(file("mmd"), playbook.mermaid(&journey).unwrap()).unwrap();
                std::fs::write(file("txt"), picture.description.join("\n")).unwrap();
            }
            is_inert(&picture.svg).unwrap_or_else(|error| panic!("{name} {journey}: {error}"));
            nothing_lies_upon_anything(&picture.svg);
            let description = playbook.describe(&journey).unwrap();
            assert_eq!(description, picture.description);
            let page = &picture.html;
            assert!(page.starts_with("<!DOCTYPE html>") && page.contains(&picture.svg));
            let mermaid = playbook.mermaid(&journey).unwrap();
            let document: Value = serde_json::from_str(playbook.document()).unwrap();
            let own = document["journeys"].as_array().unwrap();
            let own = own.iter().find(|own| own["id"] == journey).unwrap();
            for step in own["steps"].as_array().unwrap() {
                let id = step["id"].as_str().unwrap();
                let said = |line: &&String| line.contains(&format!(". {id}: "));
                assert_eq!(description.iter().filter(said).count(), 1, "{name} {journey} {id}");
                assert_eq!(mermaid.matches(&format!("\"{id}<br/>")).count(), 1);
            }
            drawn += 1;
        }
    }
    assert!(drawn > 40, "{drawn} journeys");
}

/// Compares with a golden file, or writes it.
fn golden(name: &str, found: &str) {
    let path = folder().join("golden").join(name);
    if std::env::var_os("PRM_BLESS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == found, "{name} differs: PRM_BLESS=1 writes it anew, to be looked at");
}

fn playbook(name: &str) -> Playbook {
    playbooks().into_iter().find(|(own, _)| own == name).unwrap().1
}

#[test]
fn pictures_are_as_they_were_when_they_were_looked_at() {
    let picture = playbook("ways").picture("visits", Theme::Auto).unwrap();
    golden("journey-ways.svg", &picture.svg);
    let picture = playbook("starter").picture("after-visit", Theme::Auto).unwrap();
    golden("journey-after-visit.html", &picture.html);
}

#[test]
fn a_theme_that_is_chosen_stays() {
    let starter = playbook("starter");
    let of = |theme| starter.picture("recall", theme).unwrap().svg;
    let (auto, light, dark) = (of(Theme::Auto), of(Theme::Light), of(Theme::Dark));
    assert!(auto.contains("prefers-color-scheme") && auto.contains("@media print"));
    assert!(!light.contains("@media") && !dark.contains("prefers-color-scheme"));
    assert!(dark.contains("@media print"), "no ink is spent on a dark page");
}

#[test]
fn a_journey_that_is_not_there_is_told_with_a_near_name() {
    let starter = playbook("starter");
    for error in [
        starter.mermaid("after-visits").unwrap_err(),
        starter.describe("after-visits").unwrap_err(),
        starter.picture("after-visits", Theme::Auto).unwrap_err(),
    ] {
        assert_eq!(error.code(), ErrorCode::UnknownReference);
        assert_eq!(error.path(), "journey");
        assert!(error.to_string().contains("did you mean `after-visit`?"), "{error}");
    }
    assert!(!starter.mermaid("nothing-like-it").unwrap_err().to_string().contains("did you mean"));
}

/// A playbook whose every free text is hostile.
fn hostile(evil: &str) -> Playbook {
    let long = "x".repeat(64);
    let steps = json!([
        {"id": long, "task": {"title": evil, "pool": evil}, "at": "occasion.at",
         "when": format!("attribute.{} == {}", "y".repeat(40), quoted(evil))},
        {"id": "end", "set": {"attribute": "y".repeat(40), "to": evil},
         "at": format!("1 day after {long}.settled at 10:00")},
        {"id": "subgraph", "at": "occasion.at", "split": [
            {"way": "w".repeat(64), "share": 50}, {"way": "z".repeat(64), "share": 50}]},
        {"id": "click", "task": {"title": "\u{202e}fdp.exe", "pool": "\u{5d0}\u{5d1} \u{645}\u{631}"},
         "at": format!("subgraph.{}", "z".repeat(64))},
    ]);
    let document = json!({
        "spec": "1.0",
        "practice": {"id": "p", "name": evil, "zone": "UTC", "languages": ["en"]},
        "attributes": {"y".repeat(40): {"type": "text"}},
        "journeys": [{"id": long, "for": "occasion", "occasion": "o", "steps": steps}],
    });
    Playbook::compile(&document.to_string())
        .unwrap_or_else(|error| panic!("{error} {:?}", error.faults()))
}

/// A text as conditions write it.
fn quoted(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !"'\\".contains(*c) && !c.is_control()).collect();
    format!("'{clean}'")
}

#[test]
fn hostile_names_stay_inert() {
    for evil in [
        "<script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)>",
        "]]></style><style>*{display:none}</style>",
        "--><!-- &lt;b&gt; &#60;b&#62; &amp;",
        "a\u{202e}b\u{2066}c\u{0}d\u{ffff}",
        "\"]\nclick s0 href \"javascript:alert(1)\"",
        "end %% {{x}} `b` #35; ;; -->",
        "\u{645}\u{631}\u{62d}\u{628}\u{627} \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    ] {
        let (playbook, long) = (hostile(evil), "x".repeat(64));
        let picture = playbook.picture(&long, Theme::Auto).unwrap();
        is_inert(&picture.svg).unwrap_or_else(|error| panic!("{evil:?}: {error}"));
        nothing_lies_upon_anything(&picture.svg);
        for word in ["<script", "<img", "onerror=alert(1)>", "]]>", "</style><style>*"] {
            assert!(!picture.html.contains(word), "{evil:?}: {word}");
        }
        let mermaid = playbook.mermaid(&long).unwrap();
        for line in mermaid.lines() {
            assert!(
                !line.trim().starts_with("click ") && !line.contains('<') || line.contains("<br/>")
            );
            assert!(line.matches('"').count() % 2 == 0, "{line}");
            let labels: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            for label in labels {
                let label = label.replace("<br/>", "");
                assert!(!label.contains(['<', '>', '`', '{', '[', '|', '&']), "{label}");
            }
        }
        let reorders = |c: char| {
            ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        assert!(!picture.html.contains(reorders) && !mermaid.contains(reorders));
    }
}
