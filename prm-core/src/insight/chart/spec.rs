//! What is asked of a chart, and what it says.

use serde::{Deserialize, Serialize};

/// Which chart: what is drawn, and what is known of its spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Values around their median, without limits: the rules of runs alone.
    Run,
    /// Single values (XmR, individuals): limits by the mean of the moving ranges.
    Xmr,
    /// Moving ranges: what the limits of `xmr` are made of.
    Mr,
    /// Means of subgroups (all rows of one `at`).
    XBar,
    /// Standard deviations of subgroups.
    S,
    /// Shares: `value` of `size`, binomial.
    P,
    /// Shares of many, with the spread between them (Laney 2002).
    PPrime,
    /// Counts on an equal footing, Poisson.
    C,
    /// Counts by `size`, Poisson.
    U,
    /// Counts by `size` of many, with the spread between them (Laney 2002).
    UPrime,
    /// Cases between rare events, geometric.
    G,
    /// Time between rare events, by the root of 3.6 (Nelson 1994).
    T,
}

/// Which direction is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Higher values are better.
    Higher,
    /// Lower values are better.
    Lower,
    /// No direction is better than the other.
    #[default]
    Neither,
}

/// How the mean moving range becomes a standard deviation: a matter of rounding, which shows in
/// the fourth digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RangeConstant {
    /// Limits at 2.66 mean moving ranges, as the NHS and Wheeler print it.
    Published,
    /// The mean moving range by 1.128, as textbooks do.
    Rounded,
    /// The mean moving range by 2/√π.
    Exact,
}

/// A set of rules that a chart is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleSet {
    /// NHS "making data count": limits, 7-point trends and shifts, two of three; a verdict for each
    /// point and for the chart.
    PlotTheDots,
    /// Nelson 1984, rules 1 to 8.
    Nelson,
    /// Western Electric 1956, rules 1 to 4.
    WesternElectric,
}

/// A chart that is asked for. Columns are named, rows counted from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChartSpec {
    /// Which chart.
    pub kind: ChartKind,
    /// The column of values, or of counts. A missing value is a gap: no moving range goes across
    /// it, and runs go on behind it.
    pub value: String,
    /// The column of sizes: what the counts of `p` are of, the exposure that those of `u` are by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// The column of times: days, months, instants with an offset, or numbers, growing from row to
    /// row; in `x_bar` and `s` the rows of one time are a subgroup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Which direction is better.
    #[serde(default)]
    pub better: Better,
    /// What was promised, on the scale of the points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// The points with which a new part begins: center, limits and rules start anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rebase: Vec<u32>,
    /// How many points at the beginning of each part make center and limits; all where it is
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<u32>,
    /// Points that are drawn and judged by the limits, and take no part in center, limits or runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leave_out: Vec<u32>,
    /// Whether moving ranges above 3.267 times their mean are left out, once, before the limits are
    /// made (Nelson 1982); yes where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<bool>,
    /// How moving ranges become limits: `published` for `xmr`, otherwise `rounded`, where it is
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<RangeConstant>,
    /// The sets of rules to read it by, beside those of runs and limits, which are always told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleSet>,
}

/// Where a value stands to its center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above it, or rising.
    Above,
    /// Below it, or falling.
    Below,
    /// On it, or on both sides.
    Neither,
}

/// A rule that points met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Anhøj: a run longer than chance makes one in twenty times.
    LongRun,
    /// Anhøj: the center is crossed less often than chance does in nineteen of twenty times.
    FewCrossings,
    /// A point beyond three standard deviations (a limit).
    BeyondLimit,
    /// NHS: seven points that rise or fall.
    Trend,
    /// NHS: two of three near a limit.
    TwoOfThree,
    /// NHS: seven points on one side of the center.
    Shift,
    /// Nelson 1: a point beyond three standard deviations.
    #[serde(rename = "nelson_1")]
    Nelson1,
    /// Nelson 2: nine points on one side.
    #[serde(rename = "nelson_2")]
    Nelson2,
    /// Nelson 3: six points that rise or fall.
    #[serde(rename = "nelson_3")]
    Nelson3,
    /// Nelson 4: fourteen points that go up and down in turn.
    #[serde(rename = "nelson_4")]
    Nelson4,
    /// Nelson 5: two of three beyond two standard deviations on one side.
    #[serde(rename = "nelson_5")]
    Nelson5,
    /// Nelson 6: four of five beyond one standard deviation on one side.
    #[serde(rename = "nelson_6")]
    Nelson6,
    /// Nelson 7: fifteen points within one standard deviation.
    #[serde(rename = "nelson_7")]
    Nelson7,
    /// Nelson 8: eight points beyond one standard deviation, on either side.
    #[serde(rename = "nelson_8")]
    Nelson8,
    /// Western Electric 1: a point beyond three standard deviations.
    #[serde(rename = "western_electric_1")]
    WesternElectric1,
    /// Western Electric 2: two of three beyond two standard deviations on one side.
    #[serde(rename = "western_electric_2")]
    WesternElectric2,
    /// Western Electric 3: four of five beyond one standard deviation on one side.
    #[serde(rename = "western_electric_3")]
    WesternElectric3,
    /// Western Electric 4: eight points on one side.
    #[serde(rename = "western_electric_4")]
    WesternElectric4,
}

/// A rule that was met, and the points that did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// Which rule.
    pub rule: Rule,
    /// On which side, or in which direction.
    pub side: Side,
    /// The points, counted from 0.
    pub points: Vec<u32>,
}

/// How a variation is to be read: what the icons of the NHS stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Variation {
    /// Nothing but what is usual.
    CommonCause,
    /// Something changed for the better.
    Improvement,
    /// Something changed for the worse.
    Concern,
    /// Something rose, and neither direction is better.
    NeutralHigh,
    /// Something fell, and neither direction is better.
    NeutralLow,
}

/// Whether a process as it is will meet its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// It will, unless something changes.
    ConsistentPass,
    /// It will not, unless something changes.
    ConsistentFail,
    /// It will at times, and at times not.
    Inconsistent,
}

/// What NHS "making data count" says of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dot {
    /// The rule that it meets, the first of: limit, trend, two of three, shift.
    pub rule: Option<Rule>,
    /// On which side, or in which direction.
    pub side: Side,
    /// How that is to be read.
    pub variation: Variation,
}

/// A point of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChartPoint {
    /// The first of its rows.
    pub row: u32,
    /// Its time, as it was given.
    pub at: Option<String>,
    /// What is drawn; nothing in a gap.
    pub value: Option<f64>,
    /// What it is of or by, where the chart has sizes.
    pub size: Option<f64>,
    /// The part that it belongs to.
    pub part: u32,
    /// Whether it is left out of center, limits and runs.
    pub left_out: bool,
    /// The line in the middle.
    pub center: Option<f64>,
    /// The limits, at three standard deviations.
    pub lower: Option<f64>,
    /// The upper one.
    pub upper: Option<f64>,
    /// The lines at two standard deviations.
    pub near_lower: Option<f64>,
    /// The upper one.
    pub near_upper: Option<f64>,
    /// Where it stands to the center.
    pub side: Side,
    /// Whether it is beyond a limit.
    pub beyond: bool,
    /// Whether it is beyond two standard deviations and within the limits.
    pub near: bool,
    /// What plotting the dots says of it.
    pub dot: Option<Dot>,
}

/// A part of a chart: what has one center.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChartPart {
    /// Its first point.
    pub first: u32,
    /// Its points.
    pub points: u32,
    /// Those that count: not left out, and no gaps.
    pub counted: u32,
    /// Those of them that are not on the center.
    pub useful: u32,
    /// The longest run on one side of the center.
    pub longest_run: u32,
    /// The longest that chance explains.
    pub longest_run_max: u32,
    /// How often the center is crossed.
    pub crossings: u32,
    /// The fewest that chance explains.
    pub crossings_min: u32,
    /// Whether the runs say that something changed.
    pub runs_signal: bool,
    /// Whether any point is beyond a limit.
    pub limit_signal: bool,
    /// Whether it has fewer than thirteen points, too few for limits that will hold.
    pub short: bool,
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// Which chart.
    pub kind: ChartKind,
    /// Which direction is better.
    pub better: Better,
    /// What was promised.
    pub target: Option<f64>,
    /// The points, in the order of rows.
    pub points: Vec<ChartPoint>,
    /// The parts, at least one.
    pub parts: Vec<ChartPart>,
    /// Every rule that was met, by rule and first point.
    pub signals: Vec<Signal>,
    /// How the last point is to be read, where the dots were plotted.
    pub variation: Option<Variation>,
    /// Whether the target will be met, where there is a target and a better direction.
    pub assurance: Option<Assurance>,
    /// The whole in one sentence.
    pub sentence: String,
}
