import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.*
import java.nio.file.Path
import java.time.Instant
import kotlin.io.path.readText
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import prm.core.*

private val json = ObjectMapper()
private fun answer(vararg parts: Pair<String, String>): JsonNode =
    json.createObjectNode().apply { parts.forEach { (name, text) -> set<JsonNode>(name, json.readTree(text)) } }
private fun quoted(text: String) = json.writeValueAsString(text)

/** What a case works on, as a host would keep it: everything is text between two steps. */
private class Store(val playbook: Playbook, given: JsonNode) {
    val relationships = given.path("relationships").map { it.asText() }
        .associateByTo(mutableMapOf()) { "${Relationship.load(it).patient()}@" }
    var kept = given.path("lines").map { it.asText() }
    val keys = mutableMapOf<String, String>()
    val routed = mutableMapOf<Int, List<Fact>>()

    fun run(index: Int, raw: JsonNode): JsonNode {
        val step = withKeys(raw)
        step.get("check")?.let { return answer("faults" to checkPlaybook(it.toString()).toJson()) }
        step.get("fact")?.let { return answer("fact" to Fact.fromJson(it.toString()).toJson()) }
        step.get("segments")?.let { return answer("sms" to smsSegments(it.asText()).toJson()) }
        step.get("grade")?.let { return answer("grade" to (readingGrade(it.asText())?.toJson() ?: "null")) }
        step.get("change")?.let { return answer("faults" to checkChange(it["before"].toString(), it["after"].toString()).toJson()) }
        step.get("publish")?.let { return answer("document" to publishPlaybook(it["before"].toString(), it["after"].toString(), Instant.parse(it["at"].asText()))) }
        step.get("fuzz")?.let { return answer("fuzz" to playbook.fuzz(it["seed"].asInt().toUInt(), it["courses"].asInt().toUInt()).toJson()) }
        step.get("insight")?.let { return answer("insight" to insight(it.asText(), step["spec"].toString(), step["columns"].toString())) }
        step.get("proof")?.let { return answer("proof" to prove(it.asText(), step["spec"].toString())) }
        if (step.path("op").asText() in setOf("table", "practice")) {
            val panel = Panel().apply { relationships.values.forEach { add(Relationship.load(it)) } }
            val (spec, now) = step["spec"].toString() to Instant.parse(step["now"].asText())
            return if (step["op"].asText() == "table") answer("table" to panel.table(spec, now)) else answer("practice" to panel.practice(spec, now))
        }
        if (step.path("op").asText() == "test") return answer("tests" to playbook.test().toJson())
        when (step.path("op").asText()) {
            "mermaid" -> return answer("mermaid" to quoted(playbook.mermaid(step["journey"].asText())))
            "describe" -> return answer("description" to json.writeValueAsString(playbook.describe(step["journey"].asText())))
        }
        val lines = Lines().apply { kept.forEach(::load) }
        step.get("offer")?.let { return offer(Slot.fromJson(it.toString()), Instant.parse(step["now"].asText()), lines, step.path("take").asBoolean()) }
        step.get("reply")?.let {
            val found = playbook.route(lines, Reply.fromJson(it.toString()))
            kept = lines.ids().mapNotNull(lines::save)
            routed[index] = found.facts
            return answer("routed" to found.toJson())
        }
        val patient = step["patient"].asText()
        fun name(replica: String) = "$patient@" + step.path(replica).asText("")
        fun known(name: String) = relationships[name]?.let(Relationship::load) ?: Relationship(patient, "vector")
        fun at(name: String) = Instant.parse(step[name].asText())
        val here = known(name("replica"))
        fun key() = step["key"].asText()
        return when (step.path("op").asText("step")) {
            "plan" -> answer("plan" to playbook.plan(here, lines, at("now"), at("until")).toJson())
            "revoked_links" -> answer("revoked_links" to here.revokedLinks(at("now")))
            "access" -> answer("access" to playbook.access(here, step["viewer"].toString(), step["action"].toString(), step["item"].toString(), at("now")))
            "view" -> answer("view" to playbook.view(here, step["viewer"].toString(), step["action"].toString(), step["items"].toString(), at("now")))
            "timeline" -> answer("timeline" to playbook.timeline(here, lines, at("now"), at("until"), step["language"]?.asText(), step.path("texts").asBoolean()))
            "explain" -> answer("explanation" to playbook.explain(here, lines, key(), at("now"), step["language"]?.asText()).toJson())
            "still" -> answer("still" to playbook.still(here, lines, key(), at("now")).toJson())
            "erase" -> {
                val erasure = playbook.erase(here, lines, at("now"))
                kept = lines.ids().mapNotNull(lines::save)
                relationships[name("replica")] = here.save()
                answer("erasure" to erasure.toJson(), "digest" to quoted(here.digest()))
            }
            "merge", "unmerge" -> {
                val with = step["with"].asText() + "@" + step.path("replica").asText("")
                val other = relationships[with]?.let(Relationship::load) ?: Relationship(step["with"].asText(), "vector")
                if (step["op"].asText() == "merge") here.merge(other, at("now")) else here.unmerge(other, at("now"))
                relationships[name("replica")] = here.save()
                relationships[with] = other.save()
                answer("digests" to "[" + quoted(here.digest()) + "," + quoted(other.digest()) + "]")
            }
            "join" -> {
                here.join(known(name("from")))
                relationships[name("replica")] = here.save()
                answer("digest" to quoted(here.digest()))
            }
            else -> {
                val told = step["routed"]?.let { routed[it.asInt()] }.orEmpty()
                val facts = step.path("facts").map { Fact.fromJson(it.toString()) } + told
                val executor = Executor.valueOf(step.path("executor").asText("server").uppercase())
                val outcome = playbook.step(here, lines, facts, executor, at("now"))
                outcome.actions.forEachIndexed { place, action -> keys["@$index.$place"] = action.key }
                kept = lines.ids().mapNotNull(lines::save)
                relationships[name("replica")] = here.save()
                answer("outcome" to outcome.toJson(), "digest" to quoted(here.digest()))
            }
        }
    }

    private fun offer(slot: Slot, now: Instant, lines: Lines, take: Boolean): JsonNode {
        val panel = Panel()
        relationships.toSortedMap().values.forEach { panel.add(Relationship.load(it)) }
        val offers = panel.offer(playbook, slot, now)
        offers.candidates.forEach { keys["@" + it.patient] = it.appointment }
        val outcomes = offers.facts.filter { take }.map { fact ->
            val here = Relationship.load(relationships.getValue(fact.patient + "@"))
            playbook.step(here, lines, listOf(fact), Executor.SERVER, now).toJson().also { relationships[fact.patient + "@"] = here.save() }
        }
        kept = lines.ids().mapNotNull(lines::save)
        return answer("offers" to offers.toJson(), "outcomes" to outcomes.joinToString(",", "[", "]"))
    }

    /** Puts keys of earlier actions in the place of `@step.action`. */
    private fun withKeys(value: JsonNode): JsonNode = when (value) {
        is TextNode -> TextNode(keys[value.asText()] ?: value.asText())
        is ArrayNode -> json.createArrayNode().addAll(value.map(::withKeys))
        is ObjectNode -> json.createObjectNode().setAll(value.properties().associate { it.key to withKeys(it.value) })
        else -> value
    }
}

class VectorsTest {
    private val folder = Path.of(System.getProperty("prm.root"), "tests", "vectors")
    private fun read(name: String) = json.readTree(folder.resolve(name).readText())

    @Test
    fun everyVectorComesOutAsExpected() {
        // Feeds are not read on phones.
        val cases = read("index.json")["cases"].filter { entry -> entry.path("needs").isEmpty }
        var ran = 0
        for (entry in cases) {
            val case = read(entry["file"].asText())
            val name = case["playbook"].takeIf { it.isTextual }?.asText()
            val document = if (name == "starter") Prm.starter else name?.let { read("playbooks/$it.json") } ?: case["playbook"]
            val store = Store(Playbook(document.toString()), case.path("given"))
            case["steps"].forEachIndexed { place, step ->
                val found = try {
                    store.run(place, step)
                } catch (error: PrmException.Refused) {
                    answer("error" to """{"code": "${error.code.name.lowercase()}", "path": ${quoted(error.path)}}""")
                }
                assertEquals(step["expect"], found, "${entry["file"]} step $place")
                ran += 1
            }
        }
        assertEquals(cases.sumOf { it["steps"].asInt() }, ran)
        println("kotlin vectors: ${cases.size} cases, $ran steps passed")
    }
}
