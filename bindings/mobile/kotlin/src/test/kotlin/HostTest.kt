import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import prm.core.*
import prm.core.mobile.meetFault

/** What a host meets when it errs, hurries or gives up: exceptions that it can handle. */
class HostTest {
    private val now = Instant.parse("2026-03-09T06:00:00Z")
    private val phone = "tel:+919812345670"
    private val playbook = Playbook(Prm.starter)

    private val then = Instant.parse("2026-03-02T06:00:00Z")

    private fun described(patient: String) = Fact(
        id = "1", patient = patient, occurred = then,
        content = FactContent.PatientDescribed(zone = "Asia/Kolkata", contactPoints = listOf(ContactPoint(line = phone))),
    )

    private fun booked(patient: String) = Fact(
        id = "2", patient = patient, occurred = then,
        content = FactContent.AppointmentBooked(appointment = "a", start = "2026-03-10T10:00+05:30[Asia/Kolkata]"),
    )

    private fun refused(code: ErrorCode, call: () -> Unit): PrmException.Refused {
        val error = assertThrows(PrmException.Refused::class.java) { call() }
        assertEquals(code, error.code, error.message)
        return error
    }

    @Test
    fun mistakesAreTyped() {
        refused(ErrorCode.INVALID_JSON) { Playbook("{") }
        refused(ErrorCode.TOO_LARGE) { Playbook("[" + " ".repeat(20_000_000) + "]") }
        val faulty = refused(ErrorCode.INVALID_PLAYBOOK) { Playbook(Prm.starter.replace("Asia/Kolkata", "Asia/Lotus")) }
        assertTrue(faulty.faults.any { it.code == ErrorCode.UNKNOWN_ZONE }, faulty.message)
        refused(ErrorCode.CORRUPT_STATE) { Relationship.load("{}") }
        refused(ErrorCode.INVALID_JSON) { Reply.fromJson("{") }
        assertEquals("id", refused(ErrorCode.MISSING_FIELD) { Reply.fromJson("{}") }.path)
        assertEquals("line 2.received", refused(ErrorCode.INVALID_TIME) { FeedLine.readAll("\n{\"received\": \"now\"}") }.path)
        val key = "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2"
        refused(ErrorCode.UNKNOWN_KEY) { playbook.explain(Relationship("priya", "s"), Lines(), key, now) }
    }

    /** Each starter is sound, and passes its own tests. */
    @Test
    fun startersPassTheirTests() {
        assertEquals(9, Prm.starters.size)
        for ((name, document) in Prm.starters) {
            val reports = Playbook(document).test()
            assertTrue(reports.size >= 4, name)
            assertEquals(emptyList<String>(), reports.filter { !it.passed }.map { it.id }, name)
        }
    }

    /** Values that cross as text are checked on the way in, before the call begins. */
    @Test
    fun textsThatAreNoIdsAreTypedToo() {
        val priya = Relationship("priya", "salt")
        refused(ErrorCode.INVALID_ID) { Relationship("", "salt") }
        refused(ErrorCode.INVALID_ID) { Lines().revision("nowhere") }
        assertThrows(PrmException.Refused::class.java) { priya.status("no key") }
        assertThrows(PrmException.Refused::class.java) { priya.wake(); Panel().relationship("") }
        val fact = described("priya")
        val lost = (fact.content as FactContent.PatientDescribed).copy(zone = "Asia/Lotus")
        refused(ErrorCode.UNKNOWN_ZONE) { fact.copy(content = lost).toJson() }
        refused(ErrorCode.INVALID_ID) { playbook.step(priya, Lines(), listOf(fact.copy(patient = "")), Executor.SERVER, now) }
        refused(ErrorCode.INVALID_TIME) { playbook.nextWake(priya, Instant.parse("+20000-01-01T00:00:00Z")) }
        assertThrows(ArithmeticException::class.java) { playbook.nextWake(priya, Instant.MAX) }
    }

    @Test
    fun whatIsLeftOutIsAsInJson() {
        val described = """{"id": "1", "patient": "p", "occurred": "$then", "content":
            {"type": "patient_described", "zone": "Asia/Kolkata", "contact_points": [{"line": "$phone"}]}}"""
        assertEquals(Fact.fromJson(described), described("p"))
        val refused = """{"id": "1", "patient": "p", "occurred": "$then", "content":
            {"type": "consent_changed", "granted": false}}"""
        assertEquals(Fact.fromJson(refused), Fact("1", "p", then, content = FactContent.ConsentChanged(granted = false)))
    }

    /** A log of whatever a host has in hand names types and nobody. */
    @Test
    fun patientDataIsNotPrinted() {
        val name = HumanName(given = listOf("Priya"), family = "Sharma")
        val content = (described("p").content as FactContent.PatientDescribed).copy(names = listOf(name), birthDate = "1991-11-08")
        val fact = described("p").copy(content = content)
        val facts = listOf(fact, booked("p"))
        val (priya, lines) = Relationship("p", "salt") to Lines()
        val plan = playbook.plan(priya.copy().also { playbook.step(it, lines, facts, Executor.SERVER, then) }, lines, then, now)
        val outcome = playbook.step(priya, lines, facts, Executor.SERVER, now)
        val action = outcome.actions.single() as Action.SendMessage
        assertTrue("Priya" in action.text)
        val reply = Reply("in-1", phone, Channel.SMS, now, "Do call my sister")
        val routed = playbook.route(lines, reply)
        val printed = listOf(
            facts, content, name, content.contactPoints, outcome, outcome.actions, outcome.decisions, outcome.wake, outcome.lines,
            plan, plan.turns, reply, routed, routed.facts, routed.facts.map { it.content }, FeedLine(now, fact, reply),
            StepRequest("p", facts), StepBatch(listOf(outcome), listOf()), PlanBatch(listOf(plan), listOf()),
            SaveBatch(listOf(priya.save()), listOf()), playbook.explain(priya, lines, action.key, now),
        ).toString()
        for (secret in listOf("Priya", "Sharma", "98123", "1991-11-08", "sister")) assertTrue(secret !in printed, printed)
        assertEquals("Fact(..) PatientDescribed(..) SendMessage(..)", "$fact $content $action")
        assertEquals("Fact(..)", fact.copy(patient = "").toString())
    }

    @Test
    fun instantsKeepTheirMilliseconds() {
        val fact = described("priya").copy(occurred = Instant.ofEpochMilli(1_772_431_200_123))
        assertEquals(fact, Fact.fromJson(fact.toJson()))
    }

    @Test
    fun useAfterCloseIsAnException() {
        val priya = Relationship("priya", "salt")
        val lines = Lines()
        priya.close()
        priya.close()
        assertThrows(IllegalStateException::class.java) { priya.save() }
        assertThrows(IllegalStateException::class.java) { playbook.step(priya, lines, listOf(), Executor.SERVER, now) }
        Panel().use { panel -> assertThrows(IllegalStateException::class.java) { panel.add(priya) } }
        assertEquals(listOf<String>(), lines.ids())
    }

    @Test
    fun faultsOfTheLibraryAreExceptions() {
        val fault = refused(ErrorCode.INTERNAL) { meetFault() }
        assertTrue("on purpose" !in fault.message)
    }

    @Test
    fun manyThreadsTakeTurns() {
        val (priya, twin, lines) = Triple(Relationship("priya", "salt"), Relationship("priya", "salt"), Lines())
        val facts = listOf(described("priya"), booked("priya"))
        val pool = Executors.newFixedThreadPool(8)
        val calls = List(400) { number ->
            Callable {
                when (number % 4) {
                    0 -> priya.join(twin)
                    1 -> twin.join(priya)
                    2 -> playbook.plan(twin, lines, now, now.plusSeconds(86_400)).let { }
                    else -> playbook.step(priya, lines, facts, Executor.SERVER, now).let { }
                }
            }
        }
        pool.invokeAll(calls).forEach { it.get() }
        pool.shutdown()
        twin.join(priya)
        assertEquals(priya.digest(), twin.digest())
        assertEquals(1, lines.ids().size)
        assertTrue(playbook.step(priya, lines, facts, Executor.SERVER, now).actions.isEmpty())
    }

    private fun panel() = Panel().apply { repeat(200) { add(Relationship("p$it", "salt")) } }

    private fun requests() = List(200) { StepRequest("p$it", listOf(described("p$it"), booked("p$it"))) }

    private fun state(panel: Panel) =
        panel.saveMany(panel.patients()).texts + panel.lineIds().map(panel::saveLine)

    @Test
    fun callsForManyKeepTheirOrder() {
        val panel = panel()
        val names = panel.patients()
        val early = Instant.parse("2026-03-02T06:00:00Z")
        panel.stepMany(playbook, requests(), Executor.SERVER, early)
        val morning = Instant.parse("2026-03-09T03:30:00Z")
        assertEquals(morning, panel.nextWake())
        assertEquals(List(200) { morning }, panel.wakeMany(playbook, names, early).wakes)
        assertEquals(200, panel.planMany(playbook, names, early, now).plans.count { it!!.turns.size == 1 })
        assertEquals(names, panel.due(now))

        val heard = mutableListOf<Long>()
        val batch = panel.stepMany(
            playbook, (names + "nobody").map { StepRequest(it, listOf()) }, Executor.SERVER, now,
            object : Progress {
                override fun done(count: Long) = heard.add(count)
            },
        )
        assertEquals(listOf(64L, 128L, 192L, 201L), heard)
        assertEquals(listOf(200u to ErrorCode.UNKNOWN_PATIENT), batch.setAside.map { it.index to it.error.code })
        assertNull(batch.outcomes.last())
        val first = batch.outcomes.first()!!.actions.single() as Action.SendMessage
        assertEquals("p0", first.patient)
        assertEquals(names, Panel().loadMany(panel.saveMany(names).texts.filterNotNull()).patients)
        assertEquals(200, panel.size())
    }

    @Test
    fun aRequestThatIsNoneCostsNoOther() {
        fun request(patient: String) =
            """{"patient": "$patient", "facts": [${described(patient).toJson()}, ${booked(patient).toJson()}]}"""
        val requests = listOf(
            request("p0"), "{", request("p1").replace("tel:", "tall:"), """{"patient": "p2", "fact": []}""",
            """{"patient": "nobody"}""", request("p3"),
        )
        val panel = panel()
        val batch = panel.stepManyJson(playbook, requests, Executor.SERVER, now)
        assertEquals(
            listOf(
                Triple(1u, ErrorCode.INVALID_JSON, ""),
                Triple(2u, ErrorCode.INVALID_ID, "facts[0].content.contact_points[0].line"),
                Triple(3u, ErrorCode.UNKNOWN_FIELD, "fact"),
                Triple(4u, ErrorCode.UNKNOWN_PATIENT, ""),
            ),
            batch.setAside.map { Triple(it.index, it.error.code, it.error.path) },
        )
        val typed = panel().stepMany(playbook, listOf(requests()[0], requests()[3]), Executor.SERVER, now).outcomes
        assertEquals(listOf(typed[0], null, null, null, null, typed[1]), batch.outcomes)
    }

    /** Whatever the callback does, the panel is as it was and goes on working. */
    @Test
    fun aStoppedCallHasChangedNothing() {
        val panel = panel()
        val before = state(panel)
        val stops = listOf<(Long) -> Boolean>({ it < 128 }, { error("a fault of the host") }, { panel.size() > 0 })
        for (stop in stops) {
            refused(ErrorCode.CANCELLED) {
                panel.stepMany(playbook, requests(), Executor.SERVER, now, object : Progress {
                    override fun done(count: Long) = stop(count)
                })
            }
            assertEquals(before, state(panel))
        }
        panel.stepMany(playbook, requests(), Executor.SERVER, now)
        assertNotEquals(before, state(panel))
    }

    @Test
    fun theErrorCodesAreThoseOfEveryHost() {
        assertEquals(Prm.errorCodes, ErrorCode.entries.map { it.name.lowercase() })
        val table = Path.of(System.getProperty("prm.root"), "bindings", "schema", "error_codes.json")
        val listed = ObjectMapper().readTree(Files.readString(table)).map { it.asText() }
        assertEquals(listed, Prm.errorCodes)
    }

    @Test
    fun aStepIsAVector() {
        val text = playbook.vector("one", Relationship("p1", "salt"), Lines(), listOf(described("p1"), booked("p1")), Executor.SERVER, now)
        val expect = ObjectMapper().readTree(text)["steps"][0]["expect"]
        assertEquals("send_message", expect["outcome"]["actions"][0]["type"].asText())
    }

    /** It does not compile when an action is added: a host has to say what it does with it. */
    @Suppress("unused")
    private fun everyActionIsNamed(action: Action): String = when (action) {
        is Action.SendMessage -> action.text
        is Action.WithdrawMessage -> action.reason.name
        is Action.OpenTask -> action.title
        is Action.CloseTask -> action.reason.name
    }
}
