//! Pictures, to the last byte: `PRM_BLESS=1` writes them anew, to be looked at.

use std::path::PathBuf;

use prm_core::Theme;
use prm_core::insight::{
    Better, ChartKind, ChartPictureSpec, ChartSpec, Columns, Drawing, FunnelPictureSpec,
    FunnelSpec, FunnelStage, PictureSpec, RuleSet, SurvivalPictureSpec, SurvivalSpec, ValueFormat,
    chart_picture, funnel_picture, survival_picture,
};
use serde_json::json;

fn same(name: &str, picture: &Drawing) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("pictures").join(name);
    if std::env::var_os("PRM_BLESS").is_some() {
        std::fs::write(&path, &picture.svg).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap();
    assert!(known == picture.svg, "{name} differs: PRM_BLESS=1 writes it anew, then look at it");
    assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf "), "{name}");
}

fn spec(title: &str, unit: &str, theme: Theme) -> PictureSpec {
    PictureSpec { title: title.into(), unit: Some(unit.into()), theme, ..PictureSpec::default() }
}

/// Missed visits of two years; reminders began in May of the second.
fn missed() -> Columns {
    let missed = [
        52, 61, 49, 58, 55, 66, 47, 59, 62, 50, 57, 54, 60, 56, 82, 53, 38, 36, 41, 33, 35, 39, 31,
        34,
    ];
    let months: Vec<String> =
        (0..24).map(|month| format!("{}-{:02}", 2024 + month / 12, month % 12 + 1)).collect();
    let booked: Vec<u32> = (0..24).map(|month| 470 + 13 * (month * 7 % 9)).collect();
    Columns::from_json(json!({"month": months, "missed": missed, "booked": booked})).unwrap()
}

#[test]
fn a_chart_is_drawn_with_icons_and_words() {
    let chart = ChartSpec {
        size: Some("booked".into()),
        at: Some("month".into()),
        better: Better::Lower,
        target: Some(0.09),
        baseline: Some(12),
        rules: vec![RuleSet::PlotTheDots],
        ..ChartSpec::new(ChartKind::P, "missed")
    };
    for (name, theme) in [("chart-light.svg", Theme::Light), ("chart-dark.svg", Theme::Dark)] {
        let picture = PictureSpec {
            format: ValueFormat::Percent,
            ..spec("Missed visits, all clinics", "of visits", theme)
        };
        let found = chart_picture(&ChartPictureSpec { chart: chart.clone(), picture }, &missed());
        let found = found.unwrap();
        same(name, &found);
        assert!(found.alt.contains("improvement"), "{}", found.alt);
    }
}

#[test]
fn curves_are_drawn_with_those_still_watched() {
    let mut state = 11_u32;
    let mut draw = |most: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8 & 0xffff_u32.min(most)
    };
    let rows: Vec<(u32, bool, &str)> = (0..180)
        .map(|row| {
            let quick = row % 2 == 0;
            let months = 1 + draw(31).min(draw(31)) * if quick { 1 } else { 2 } / 2;
            (months.min(30), draw(7) > 1 && months < 30, if quick { "walk-in" } else { "booked" })
        })
        .collect();
    let columns = Columns::from_json(json!({
        "months": rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        "left": rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        "way": rows.iter().map(|row| row.2).collect::<Vec<_>>(),
    }))
    .unwrap();
    let survival =
        SurvivalSpec { group: Some("way".into()), ..SurvivalSpec::new("months", "left") };
    let picture = spec("Patients who stay, by their first visit", "months", Theme::Auto);
    let found = survival_picture(&SurvivalPictureSpec { survival, picture }, &columns).unwrap();
    same("retention.svg", &found);
    assert!(found.alt.contains("log-rank"), "{}", found.alt);
}

#[test]
fn a_funnel_is_drawn_with_what_was_lost() {
    let rows = 640;
    let flag = |below: u32| (0..rows).map(|row| row * 37 % rows < below).collect::<Vec<bool>>();
    let reasons: Vec<Option<&str>> = (0..rows)
        .map(|row| match row * 37 % rows {
            584.. if row % 3 == 0 => Some("no_consent"),
            584.. if row % 7 == 0 => Some("quiet_hours"),
            584.. => Some("no_contact_point"),
            540..584 => Some("bounced"),
            _ => None,
        })
        .collect();
    let columns = Columns::from_json(json!({
        "due": flag(rows), "sent": flag(584), "delivered": flag(540), "read": flag(371),
        "answered": flag(366), "confirmed": flag(240), "why": reasons,
    }))
    .unwrap();
    let stage = |name: &str| FunnelStage { name: name.into(), column: name.into() };
    let names = ["due", "sent", "delivered", "read", "answered", "confirmed"];
    let funnel = FunnelSpec {
        stages: names.map(stage).to_vec(),
        reason: Some("why".into()),
        least: None,
        confidence: None,
    };
    let picture = spec("Reminders of the day before", "reminders", Theme::Light);
    let found = funnel_picture(&FunnelPictureSpec { funnel, picture }, &columns).unwrap();
    same("funnel.svg", &found);
    assert!(found.alt.contains("answered: not told"), "{}", found.alt);
}

#[test]
fn hostile_words_stay_words_and_empty_charts_are_drawn() {
    let columns = Columns::from_json(json!({"x": []})).unwrap();
    let title = "<script>alert('&')</script>\u{0}\u{7}";
    for kind in [ChartKind::Run, ChartKind::Xmr] {
        let spec = ChartPictureSpec {
            chart: ChartSpec::new(kind, "x"),
            picture: spec(title, "\"unit\"", Theme::Light),
        };
        let svg = chart_picture(&spec, &columns).unwrap().svg;
        assert!(
            !svg.contains("<script") && svg.contains("&lt;script&gt;") && !svg.contains('\u{0}')
        );
    }
    let columns = Columns::from_json(json!({"x": [1e100, -1e100, 0, 1e-300], "at": [1, 2, 3, 4]}));
    let picture =
        PictureSpec { width: Some(320), height: Some(240), ..spec("far", "x", Theme::Light) };
    let chart = ChartSpec { at: Some("at".into()), ..ChartSpec::new(ChartKind::Xmr, "x") };
    let drawn = chart_picture(
        &ChartPictureSpec { chart: chart.clone(), picture },
        &columns.clone().unwrap(),
    );
    let svg = drawn.unwrap().svg;
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    let picture = PictureSpec { width: Some(10), ..spec("small", "x", Theme::Light) };
    let refused =
        chart_picture(&ChartPictureSpec { chart, picture }, &columns.unwrap()).unwrap_err();
    assert_eq!(refused.path(), "picture.width");
}
