/**
 * prm-core for Kotlin: `import prm.core.*` is all that a host needs.
 *
 * The types and the objects come from two generated packages; here they are one, and what a type
 * does is said at the type.
 */
package prm.core

import prm.core.mobile.erasureToJson
import prm.core.mobile.errorCodes
import prm.core.mobile.explanationToJson
import prm.core.mobile.factFromJson
import prm.core.mobile.factToJson
import prm.core.mobile.faultsToJson
import prm.core.mobile.fuzzReportToJson
import prm.core.mobile.offersToJson
import prm.core.mobile.outcomeToJson
import prm.core.mobile.planToJson
import prm.core.mobile.readFacts
import prm.core.mobile.readingGradeToJson
import prm.core.mobile.replyFromJson
import prm.core.mobile.routedToJson
import prm.core.mobile.slotFromJson
import prm.core.mobile.smsTextToJson
import prm.core.mobile.stillToJson
import prm.core.mobile.testReportsToJson

typealias Playbook = prm.core.mobile.Playbook
typealias Relationship = prm.core.mobile.Relationship
typealias Lines = prm.core.mobile.Lines
typealias Panel = prm.core.mobile.Panel
typealias Progress = prm.core.mobile.Progress
typealias FeedLine = prm.core.mobile.FeedLine

/** What the library says of itself. */
object Prm {
    /** The playbook that comes with the library, to begin with. */
    val starter: String by lazy { prm.core.mobile.starter() }

    /** Playbooks for common journeys, by name: whole, in three languages, each with its tests. */
    val starters: Map<String, String> by lazy { prm.core.mobile.starters() }

    /** The documents of the built-in instruments, by their ids. */
    val instruments: Map<String, String> by lazy { prm.core.mobile.instruments() }

    /** The version of the playbook document. */
    val spec: String by lazy { prm.core.mobile.spec() }

    /** The version of the behaviour. */
    val behaviour: Long by lazy { prm.core.mobile.behaviour() }

    /** The version of the time-zone database that is compiled in. */
    val tzdbVersion: String by lazy { prm.core.mobile.tzdbVersion() }

    /** Every error code as it is written in JSON. */
    val errorCodes: List<String> by lazy { errorCodes() }
}

/** Looks for the faults of a playbook without making one. */
fun checkPlaybook(document: String): List<Fault> = prm.core.mobile.checkPlaybook(document)

/** What is doubtful in a change from one revision of a playbook to the next. */
fun checkChange(before: String, after: String): List<Fault> = prm.core.mobile.checkChange(before, after)

/** The new revision of a playbook, whose new steps do not reach back behind an instant. */
fun publishPlaybook(before: String, after: String, at: java.time.Instant): String =
    prm.core.mobile.publishPlaybook(before, after, at)

/** How a text goes as SMS: its alphabet, its length, and the messages that it takes. */
fun smsSegments(text: String): SmsText = prm.core.mobile.smsSegments(text)

/** How hard an English text is to read; nothing where it has no words. */
fun readingGrade(text: String): ReadingGrade? = prm.core.mobile.readingGrade(text)

/** A timeline (JSON text of `Playbook.timeline`) as SVG that stands by itself. */
fun timelineSvg(timeline: String, theme: Theme = Theme.AUTO): String =
    prm.core.mobile.timelineSvg(timeline, theme)

/** A timeline (JSON text of `Playbook.timeline`) as a page of its own. */
fun timelineHtml(timeline: String, theme: Theme = Theme.AUTO): String =
    prm.core.mobile.timelineHtml(timeline, theme)
/** Makes an analysis by its name, such as `chart`: spec, columns and what is found are JSON text. */
fun insight(analysis: String, spec: String, columns: String): String = prm.core.mobile.insight(analysis, spec, columns)

/** Makes a proof by its name, such as `audit_verify` or `token_read`; both texts are JSON. */
fun prove(proof: String, spec: String): String = prm.core.mobile.prove(proof, spec)

/** Reads a fact from JSON text. */
fun Fact.Companion.fromJson(text: String): Fact = factFromJson(text)

/** Reads a time that has become free from JSON text. */
fun Slot.Companion.fromJson(text: String): Slot = slotFromJson(text)

/** Reads a reply from JSON text. */
fun Reply.Companion.fromJson(text: String): Reply = replyFromJson(text)

/** Reads a facts file: JSON lines, each a fact or a reply. */
fun prm.core.mobile.FeedLine.Companion.readAll(text: String): List<FeedLine> = readFacts(text)

fun Fact.toJson(): String = factToJson(this)
fun Outcome.toJson(): String = outcomeToJson(this)
fun Plan.toJson(): String = planToJson(this)
fun Explanation.toJson(): String = explanationToJson(this)
fun Still.toJson(): String = stillToJson(this)
fun Erasure.toJson(): String = erasureToJson(this)
@JvmName("testReportsJson")
fun List<TestReport>.toJson(): String = testReportsToJson(this)
fun FuzzReport.toJson(): String = fuzzReportToJson(this)
fun Offers.toJson(): String = offersToJson(this)
fun Routed.toJson(): String = routedToJson(this)
fun SmsText.toJson(): String = smsTextToJson(this)
fun ReadingGrade.toJson(): String = readingGradeToJson(this)
fun List<Fault>.toJson(): String = faultsToJson(this)

/** The key that an action is about: store it under this one. */
val Action.key: Key
    get() = when (this) {
        is Action.SendMessage -> key
        is Action.WithdrawMessage -> key
        is Action.OpenTask -> key
        is Action.CloseTask -> key
    }
