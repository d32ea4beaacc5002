//! JSON Schemas of the public types.

use std::path::PathBuf;

use prm_core::fhir::ReadOptions;
use prm_core::insight::{
    Access, AccessSpec, Cahps, CahpsSpec, Chart, ChartPictureSpec, ChartSpec, Churn, ChurnSpec,
    Drawing, Drift, DriftSpec, Funnel, FunnelPictureSpec, FunnelSpec, History, HistorySpec,
    Monitor, MonitorSpec, Practice, PracticeSpec, Rake, RakeSpec, RateSpec, Rates, RiskModel,
    RiskReport, RiskReportSpec, RiskScoreSpec, RiskScores, RiskSpec, Shrink, ShrinkSpec, Spread,
    SpreadSpec, Survival, SurvivalPictureSpec, SurvivalSpec, TableSpec,
};
use prm_core::{
    AccessAction, AccessDecision, Action, AuditAppendSpec, AuditCheckpoint,
    AuditCheckpointReadSpec, AuditCheckpointSpec, AuditDecisions, AuditEntry, AuditEraseSpec,
    AuditErased, AuditFhirSpec, AuditHead, AuditLooks, AuditQuery, AuditReport, AuditSealed,
    AuditVerifySpec, Decision, Erasure, ErrorCode, ErrorReport, Explanation, Fact, Fault, Form,
    FormSpec, FuzzReport, Instrument, Item, LinkRevocation, LoadBatch, Offers, Outcome, Picture,
    Plan, PlanBatch, PortalView, QuestionnaireReading, QuestionnaireResponseSpec,
    QuestionnaireSpec, ReadingGrade, ReadingReport, ReasonCode, Reply, Routed, SaveBatch, Score,
    ScoreSpec, Scores, ScoresSpec, Slot, SmsText, StepBatch, StepRequest, Still, TestReport, Theme,
    Timeline, Timestamp, Token, TokenReadSpec, TokenReading, TokenSpec, Viewer, WakeBatch,
    document::Document,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// A line of a facts file: a fact or a reply, and when the host learnt of it; or why it cannot be
/// read.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct FeedLine {
    /// When the host learnt of it.
    received: Option<Timestamp>,
    /// What happened.
    fact: Option<Fact>,
    /// What was written back.
    reply: Option<Reply>,
    /// Why the line cannot be read.
    error: Option<ErrorReport>,
}

/// A line of a feed, or an entry of a bundle: what it gave, or why it cannot be read.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct FhirLine {
    /// The number of the line, or of that in which the entry begins; the first is 1.
    line: u32,
    /// What it gave.
    reading: Option<ReadingReport>,
    /// Why it cannot be read.
    error: Option<ErrorReport>,
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}

/// The roots that have a file of their own: name and schema.
fn roots() -> Vec<(&'static str, Value)> {
    vec![
        ("playbook", of::<Document>()),
        ("fact", of::<Fact>()),
        ("reply", of::<Reply>()),
        ("action", of::<Action>()),
        ("decision", of::<Decision>()),
        ("outcome", of::<Outcome>()),
        ("plan", of::<Plan>()),
        ("explanation", of::<Explanation>()),
        ("still", of::<Still>()),
        ("erasure", of::<Erasure>()),
        ("test_report", of::<TestReport>()),
        ("routed", of::<Routed>()),
        ("reading", of::<ReadingReport>()),
        ("step_request", of::<StepRequest>()),
        ("step_batch", of::<StepBatch>()),
        ("fault", of::<Fault>()),
        ("sms_text", of::<SmsText>()),
        ("reading_grade", of::<ReadingGrade>()),
        ("viewer", of::<Viewer>()),
        ("item", of::<Item>()),
        ("access_decision", of::<AccessDecision>()),
        ("portal_view", of::<PortalView>()),
        ("audit_append_spec", of::<AuditAppendSpec>()),
        ("audit_checkpoint", of::<AuditCheckpoint>()),
        ("audit_checkpoint_read_spec", of::<AuditCheckpointReadSpec>()),
        ("audit_checkpoint_spec", of::<AuditCheckpointSpec>()),
        ("audit_decisions", of::<AuditDecisions>()),
        ("audit_entry", of::<AuditEntry>()),
        ("audit_erase_spec", of::<AuditEraseSpec>()),
        ("audit_erased", of::<AuditErased>()),
        ("audit_fhir_spec", of::<AuditFhirSpec>()),
        ("audit_head", of::<AuditHead>()),
        ("audit_looks", of::<AuditLooks>()),
        ("audit_query", of::<AuditQuery>()),
        ("audit_report", of::<AuditReport>()),
        ("audit_sealed", of::<AuditSealed>()),
        ("audit_verify_spec", of::<AuditVerifySpec>()),
        ("link_revocation", of::<LinkRevocation>()),
        ("token", of::<Token>()),
        ("token_read_spec", of::<TokenReadSpec>()),
        ("token_reading", of::<TokenReading>()),
        ("token_spec", of::<TokenSpec>()),
        ("fuzz_report", of::<FuzzReport>()),
        ("slot", of::<Slot>()),
        ("offers", of::<Offers>()),
        ("picture", of::<Picture>()),
        ("timeline", of::<Timeline>()),
        ("insight_access", of::<Access>()),
        ("insight_access_spec", of::<AccessSpec>()),
        ("insight_cahps", of::<Cahps>()),
        ("insight_cahps_spec", of::<CahpsSpec>()),
        ("insight_chart", of::<Chart>()),
        ("insight_chart_spec", of::<ChartSpec>()),
        ("insight_churn", of::<Churn>()),
        ("insight_churn_spec", of::<ChurnSpec>()),
        ("insight_drawing", of::<Drawing>()),
        ("insight_drift", of::<Drift>()),
        ("insight_drift_spec", of::<DriftSpec>()),
        ("insight_funnel", of::<Funnel>()),
        ("insight_funnel_spec", of::<FunnelSpec>()),
        ("insight_monitor", of::<Monitor>()),
        ("insight_monitor_spec", of::<MonitorSpec>()),
        ("insight_practice", of::<Practice>()),
        ("insight_rake", of::<Rake>()),
        ("insight_rake_spec", of::<RakeSpec>()),
        ("insight_shrink", of::<Shrink>()),
        ("insight_shrink_spec", of::<ShrinkSpec>()),
        ("insight_rate_spec", of::<RateSpec>()),
        ("insight_rates", of::<Rates>()),
        ("insight_risk_model", of::<RiskModel>()),
        ("insight_risk_report", of::<RiskReport>()),
        ("insight_risk_scores", of::<RiskScores>()),
        ("insight_risk_spec", of::<RiskSpec>()),
        ("insight_spread", of::<Spread>()),
        ("insight_spread_spec", of::<SpreadSpec>()),
        ("insight_survival", of::<Survival>()),
        ("insight_survival_spec", of::<SurvivalSpec>()),
        ("insight_table_spec", of::<TableSpec>()),
        ("form", of::<Form>()),
        ("form_spec", of::<FormSpec>()),
        ("instrument", of::<Instrument>()),
        ("questionnaire_reading", of::<QuestionnaireReading>()),
        ("questionnaire_response_spec", of::<QuestionnaireResponseSpec>()),
        ("questionnaire_spec", of::<QuestionnaireSpec>()),
        ("score", of::<Score>()),
        ("score_spec", of::<ScoreSpec>()),
        ("scores", of::<Scores>()),
        ("scores_spec", of::<ScoresSpec>()),
    ]
}

/// Gives what a description shows as JSON to editors, as `examples`.
fn with_examples(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(with_examples),
        Value::Object(fields) => {
            let shown = fields.get("description").and_then(Value::as_str).map(shown);
            if let Some(shown) = shown.filter(|shown| !shown.is_empty()) {
                fields.insert("examples".into(), Value::Array(shown));
            }
            fields.values_mut().for_each(with_examples);
        }
        _ => {}
    }
}

/// The values that a text shows between "```json" and "```".
fn shown(text: &str) -> Vec<Value> {
    let blocks = text.split("```json").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.filter_map(|block| serde_json::from_str(block).ok()).collect()
}

/// The files of `schema/`.
pub(crate) fn files() -> Vec<(PathBuf, String)> {
    let errors: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    let reasons: Map<String, Value> = ReasonCode::ALL
        .iter()
        .map(|code| {
            let about = json!({"verdict": code.verdict(), "sentence": code.sentence()});
            (code.as_str().to_owned(), about)
        })
        .collect();
    let mut all: Vec<(String, Value)> = roots()
        .into_iter()
        .map(|(name, mut schema)| {
            with_examples(&mut schema);
            (name.to_owned(), schema)
        })
        .collect();
    all.push(("error_codes".into(), json!(errors)));
    all.push(("reason_codes".into(), Value::Object(reasons)));
    all.into_iter()
        .map(|(name, value)| {
            let text = serde_json::to_string_pretty(&value).unwrap_or_default() + "\n";
            (format!("schema/{name}.json").into(), text)
        })
        .collect()
}

/// Every public type by its name, roots among them.
pub(crate) fn definitions() -> Map<String, Value> {
    let mut generator: SchemaGenerator = SchemaSettings::draft2020_12().into_generator();
    macro_rules! all {
        ($($type:ty),+ $(,)?) => { $(generator.subschema_for::<$type>();)+ };
    }
    all!(
        Document,
        Fact,
        Reply,
        Action,
        Decision,
        Outcome,
        Plan,
        Explanation,
        Still,
        Erasure,
        TestReport,
        Picture,
        Theme,
        Timeline,
        Routed,
        Fault,
        ErrorReport,
        StepRequest,
        StepBatch,
        PlanBatch,
        WakeBatch,
        LoadBatch,
        SaveBatch,
        ReadOptions,
        ReadingReport,
        FeedLine,
        FhirLine,
        SmsText,
        ReadingGrade,
        Viewer,
        Item,
        AccessAction,
        AccessDecision,
        PortalView,
        AuditAppendSpec,
        AuditCheckpoint,
        AuditCheckpointReadSpec,
        AuditCheckpointSpec,
        AuditDecisions,
        AuditEntry,
        AuditEraseSpec,
        AuditErased,
        AuditFhirSpec,
        AuditHead,
        AuditLooks,
        AuditQuery,
        AuditReport,
        AuditSealed,
        AuditVerifySpec,
        LinkRevocation,
        Token,
        TokenReadSpec,
        TokenReading,
        TokenSpec,
        FuzzReport,
        Access,
        AccessSpec,
        Cahps,
        CahpsSpec,
        Rake,
        RakeSpec,
        Shrink,
        ShrinkSpec,
        Form,
        FormSpec,
        Instrument,
        QuestionnaireReading,
        QuestionnaireResponseSpec,
        QuestionnaireSpec,
        Score,
        ScoreSpec,
        Scores,
        ScoresSpec,
        Slot,
        Offers,
        Chart,
        ChartPictureSpec,
        ChartSpec,
        Churn,
        ChurnSpec,
        Drift,
        DriftSpec,
        Funnel,
        FunnelPictureSpec,
        FunnelSpec,
        History,
        HistorySpec,
        Monitor,
        MonitorSpec,
        Drawing,
        Practice,
        PracticeSpec,
        RateSpec,
        Rates,
        RiskModel,
        RiskReport,
        RiskReportSpec,
        RiskScoreSpec,
        RiskScores,
        RiskSpec,
        Spread,
        SpreadSpec,
        Survival,
        SurvivalPictureSpec,
        SurvivalSpec,
        TableSpec,
    );
    generator.take_definitions(true)
}
