import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Files
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class StoryTest {
    private val root = Path.of(System.getProperty("prm.root"))

    /** `bindings/mobile/test` writes down what the Rust one tells. */
    @Test
    fun itIsTheOneThatRustTells() {
        val told = ByteArrayOutputStream()
        val out = System.out
        System.setOut(PrintStream(told, true, Charsets.UTF_8))
        try {
            story(root.resolve("examples/story/facts.jsonl"))
        } finally {
            System.setOut(out)
        }
        val rust = root.resolve("target/story-rust.txt")
        assertTrue(Files.exists(rust), "run bindings/mobile/test, which writes $rust")
        assertEquals(Files.readString(rust), told.toString(Charsets.UTF_8))
        println("kotlin story: ${told.toString(Charsets.UTF_8).lines().size - 1} lines as in Rust")
    }
}
