import type {
  Access,
  AccessSpec,
  Cahps,
  CahpsSpec,
  Chart,
  ChartPictureSpec,
  ChartSpec,
  Churn,
  ChurnSpec,
  Drawing,
  Drift,
  DriftSpec,
  Form,
  FormSpec,
  Funnel,
  FunnelPictureSpec,
  FunnelSpec,
  History,
  HistorySpec,
  Monitor,
  MonitorSpec,
  QuestionnaireReading,
  QuestionnaireResponseSpec,
  QuestionnaireSpec,
  Rake,
  RakeSpec,
  RateSpec,
  Rates,
  RiskModel,
  RiskReport,
  RiskReportSpec,
  RiskScoreSpec,
  RiskScores,
  RiskSpec,
  Score,
  ScoreSpec,
  Scores,
  ScoresSpec,
  Shrink,
  ShrinkSpec,
  Spread,
  SpreadSpec,
  Survival,
  SurvivalPictureSpec,
  SurvivalSpec,
} from './types.js';

/**
 * Columns of equal length: numbers, truths, texts and times; `null`, `undefined` and `NaN` are gaps.
 * Arrays of numbers of every kind, such as `Float64Array`, are columns too.
 */
export type Columns = {
  readonly [name: string]:
    | readonly (number | string | boolean | Date | null | undefined)[]
    | Float64Array | Float32Array | Int32Array | Int16Array | Int8Array | Uint32Array | Uint16Array | Uint8Array;
};

/**
 * Charts, tests and curves of columns, the same to the last bit in every host. The path of an error
 * names column and row, as in `columns.waits[3]`.
 */
export const insight: {
  /** Makes an analysis by its name. */
  analyse(analysis: string, spec: object, columns: Columns): unknown;
  /** What was known of each patient when a risk was asked for: no row looks into its own future. */
  history(spec: HistorySpec, columns: Columns): History;
  /** How good risks are: discrimination, calibration, tenths, and the same by group. */
  judgeRisk(spec: RiskReportSpec, columns: Columns): RiskReport;
  /** An instrument as an accessible HTML form, and what was posted from it, as answers. */
  form(spec: FormSpec, columns?: Columns): Form;
  /** A FHIR R4 Questionnaire as an instrument, with what of it an instrument does not have. */
  questionnaire(spec: QuestionnaireSpec, columns?: Columns): QuestionnaireReading;
  /** Answers as a FHIR R4 QuestionnaireResponse. */
  questionnaireResponse(spec: QuestionnaireResponseSpec, columns?: Columns): Record<string, unknown>;
  /** Scores one response to a questionnaire: items, scales, bands, flags, what is missing. */
  score(spec: ScoreSpec, columns?: Columns): Score;
  /**
   * Scores many responses by group: means, boxes, net scores and bands, with limits and without
   * numbers of too few.
   */
  scoreMany(spec: ScoresSpec, columns: Columns): Scores;
  /** The risk of each row by a model card, with its reasons. */
  scoreRisk(spec: RiskScoreSpec, columns: Columns): RiskScores;
  /** How soon a patient could be seen: days to the third next available appointment. */
  thirdAvailable(spec: AccessSpec, columns: Columns): Access;
  /** Trains a penalised logistic regression: a model card, the same bits in every host. */
  trainRisk(spec: RiskSpec, columns: Columns): RiskModel;
  /** Weights so that who answered stands for whom there is; with one margin, post-stratification. */
  rake(spec: RakeSpec, columns: Columns): Rake;
  /** Shares drawn towards the whole, the more the fewer there are (empirical Bayes). */
  shrink(spec: ShrinkSpec, columns: Columns): Shrink;
  /** How often it happens, by group, with limits and without numbers of too few. */
  rate(spec: RateSpec, columns: Columns): Rates;
  /** Makes a chart and draws it: `svg`, and `alt` for whoever does not see it. */
  chartPicture(spec: ChartPictureSpec, columns: Columns): Drawing;
  /** How far rows come, and why they come no further; numbers of too few are not told. */
  funnel(spec: FunnelSpec, columns: Columns): Funnel;
  /** Makes a funnel and draws it. */
  funnelPicture(spec: FunnelPictureSpec, columns: Columns): Drawing;
  /** Makes curves of how long it takes and draws them. */
  survivalPicture(spec: SurvivalPictureSpec, columns: Columns): Drawing;
  /** The CAHPS analysis of AHRQ: case-mix adjusted means of entities, tests and stars. */
  cahps(spec: CahpsSpec, columns: Columns): Cahps;
  /** A run chart or a control chart: points, limits, the rules that are met, a verdict. */
  chart(spec: ChartSpec, columns: Columns): Chart;
  /** Who stays and who left, under a stated definition. */
  churn(spec: ChurnSpec, columns: Columns): Churn;
  /** Whether a series changes steadily: Mann-Kendall, by season or not, with Sen's slope. */
  drift(spec: DriftSpec, columns: Columns): Drift;
  /** Quantiles with limits: the median and the ninetieth percentile of waits. */
  spread(spec: SpreadSpec, columns: Columns): Spread;
  /** How long it takes: curves by Kaplan and Meier, and whether groups differ. */
  survival(spec: SurvivalSpec, columns: Columns): Survival;
  /** A series watched for small changes: EWMA, CUSUM, the CUSUM of single outcomes. */
  monitor(spec: MonitorSpec, columns: Columns): Monitor;
};
