import java.nio.file.Path
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import kotlin.io.path.readText
import prm.core.*

/** Priya's story, the same in every language: `bindings/mobile/test` runs it. */
fun story(feed: Path) {
    val heard = ArrayDeque(FeedLine.readAll(feed.readText()))
    val playbook = Playbook(Prm.starter)
    val priya = Relationship("priya", "a secret of this practice")
    val lines = Lines()
    val until = Instant.parse("2026-04-01T00:00:00Z")
    val clock = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
    while (true) {
        // What comes next: a line of the feed, or the instant at which the core wants to be asked.
        val wake = priya.wake()?.at?.takeIf { it < until }
        val line = heard.firstOrNull()?.takeIf { wake == null || it.received <= wake }
        val now = line?.received ?: wake ?: break
        if (line != null) heard.removeFirst()
        val reply = line?.reply
        val facts = if (reply != null) playbook.route(lines, reply).facts else listOfNotNull(line?.fact)
        val outcome = playbook.step(priya, lines, facts, Executor.SERVER, now)
        val local = now.atZone(ZoneId.of(playbook.zoneOf(priya, now))).format(clock)
        for (action in outcome.actions) {
            val (what, text) = when (action) {
                is Action.SendMessage -> action.channel.name.lowercase() to action.text
                is Action.WithdrawMessage -> "withdraw" to action.reason.name.lowercase()
                is Action.OpenTask -> "task" to action.title
                is Action.CloseTask -> "done" to action.reason.name.lowercase()
            }
            println("$local $what: ${text.replace('\n', ' ')}")
            println("    ${playbook.explain(priya, lines, action.key, now).sentence}")
        }
    }
}
