package prm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import prm.core.Action;
import prm.core.ErrorCode;
import prm.core.Executor;
import prm.core.Fact;
import prm.core.Outcome;
import prm.core.PrmException;
import prm.core.mobile.Lines;
import prm.core.mobile.Playbook;
import prm.core.mobile.Prm_mobileKt;
import prm.core.mobile.Relationship;

/** The same library from Java. */
class JavaTest {
    private static final Instant NOW = Instant.parse("2026-03-09T03:30:00Z");

    @Test
    void aReminderIsSent() throws PrmException {
        List<Fact> facts = List.of(
                Prm_mobileKt.factFromJson("""
                        {"id": "1", "patient": "priya", "occurred": "2026-03-02T06:00:00Z", "content":
                            {"type": "patient_described", "names": [{"given": ["Priya"]}],
                             "zone": "Asia/Kolkata", "contact_points": [{"line": "tel:+919812345670"}]}}"""),
                Prm_mobileKt.factFromJson("""
                        {"id": "2", "patient": "priya", "occurred": "2026-03-02T06:00:00Z", "content":
                            {"type": "appointment_booked", "appointment": "a1",
                             "start": "2026-03-10T10:00[Asia/Kolkata]"}}"""));
        try (Playbook playbook = new Playbook(Prm_mobileKt.starter());
                Relationship priya = new Relationship("priya", "a secret of this practice");
                Lines lines = new Lines()) {
            Outcome outcome = playbook.step(priya, lines, facts, Executor.SERVER, NOW);
            assertEquals(1, outcome.getActions().size());
            if (outcome.getActions().get(0) instanceof Action.SendMessage message) {
                assertEquals("+919812345670", message.getTo());
            } else {
                throw new AssertionError("a message");
            }
            try (Relationship again = Relationship.Companion.load(priya.save())) {
                assertEquals(priya.digest(), again.digest());
            }
        }
    }

    @Test
    void aMistakeIsAnException() {
        var error = assertThrows(PrmException.Refused.class, () -> new Playbook("{"));
        assertEquals(ErrorCode.INVALID_JSON, error.getCode());
    }
}
