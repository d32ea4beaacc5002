"""A survey that runs: a link to a questionnaire, a form, and what follows from the answer.

    python examples/survey/survey.py            http://127.0.0.1:8080, with links to try

The core makes the form, reads what was posted, scores it, and decides what to do: acknowledge a
suggestion, open a case, call a person at once. This host keeps everything in one SQLite file, and
what is to be sent in its outbox. A link is good for one answer, and its secret is kept as a hash.
"""

import argparse
import hashlib
import json
import secrets
import sqlite3
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

from flask import Flask, Response, make_response, redirect, render_template, request, url_for

from prm_core import INSTRUMENTS, Lines, Playbook, Relationship, insight

HERE = Path(__file__).resolve().parent

TABLES = """
CREATE TABLE IF NOT EXISTS relationship (patient TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS line (id TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (key TEXT PRIMARY KEY, action TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS invitation (
    token TEXT PRIMARY KEY, patient TEXT NOT NULL, instrument TEXT NOT NULL, answered TEXT
);
"""


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Clinic:
    """The practice: its playbook, its instruments, and what it knows."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.playbook = Playbook((HERE / "playbook.json").read_text("utf-8"))
        own = json.loads((HERE / "playbook.json").read_text("utf-8"))["instruments"]
        built_in = {id: json.loads(document) for id, document in INSTRUMENTS.items()}
        self.instruments = built_in | {document["id"]: document for document in own}
        with closing(self.open()) as store:
            store.executescript(TABLES)

    def open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, isolation_level=None, timeout=10)

    def step(self, patient: str, facts: list, store: sqlite3.Connection) -> None:
        """Tells the core what happened, and keeps what it says, in the transaction of the caller."""
        row = store.execute("SELECT state FROM relationship WHERE patient = ?", (patient,)).fetchone()
        known = Relationship.load(row[0]) if row else Relationship(patient, "a secret of this practice")
        lines = Lines()
        for (state,) in store.execute("SELECT state FROM line"):
            lines.load(state)
        now = datetime.now(timezone.utc)
        outcome = self.playbook.step(known, facts=facts, lines=lines, now=now)
        store.execute("INSERT OR REPLACE INTO relationship VALUES (?, ?)", (patient, known.save()))
        for id in lines.ids():
            store.execute("INSERT OR REPLACE INTO line VALUES (?, ?)", (id, lines.save(id)))
        for action in outcome["actions"]:
            store.execute(
                "INSERT OR IGNORE INTO outbox VALUES (?, ?)",
                (action["key"], json.dumps(action, default=str)),
            )

    def invite(self, patient: str, instrument: str) -> str:
        """A link's secret: whoever has it may answer once."""
        token = secrets.token_urlsafe(24)
        with closing(self.open()) as store:
            store.execute(
                "INSERT INTO invitation VALUES (?, ?, ?, NULL)", (digest(token), patient, instrument)
            )
        return token

    def invitation(self, token: str) -> tuple[str, str, bool] | None:
        with closing(self.open()) as store:
            query = "SELECT patient, instrument, answered FROM invitation WHERE token = ?"
            row = store.execute(query, (digest(token),)).fetchone()
        return (row[0], row[1], row[2] is not None) if row else None

    def answer(self, token: str, answers: list) -> bool:
        """Takes an answer, once: `False` where there is one already."""
        with closing(self.open()) as store:
            store.execute("BEGIN IMMEDIATE")
            query = "SELECT patient, instrument, answered FROM invitation WHERE token = ?"
            patient, instrument, answered = store.execute(query, (digest(token),)).fetchone()
            if answered:
                store.execute("ROLLBACK")
                return False
            now = datetime.now(timezone.utc)
            response = f"survey-{digest(token)[:24]}"
            fact = {
                "id": response,
                "patient": patient,
                "occurred": now,
                "content": {
                    "type": "feedback_received",
                    "response": response,
                    "instrument": instrument,
                    "version": self.instruments[instrument]["version"],
                    "answers": answers,
                },
            }
            self.step(patient, [fact], store)
            store.execute(
                "UPDATE invitation SET answered = ? WHERE token = ?", (now.isoformat(), digest(token))
            )
            store.execute("COMMIT")
        return True

    def outbox(self) -> list:
        with closing(self.open()) as store:
            return [json.loads(row[0]) for row in store.execute("SELECT action FROM outbox")]

    def welcome(self) -> None:
        """Priya, of whom the practice has a telephone number."""
        with closing(self.open()) as store:
            fact = {
                "id": "priya-1",
                "patient": "priya",
                "occurred": datetime.now(timezone.utc),
                "content": {
                    "type": "patient_described",
                    "names": [{"given": ["Priya"], "family": "Sharma"}],
                    "birth_date": "1991-11-08",
                    "languages": ["en-IN"],
                    "zone": "Asia/Kolkata",
                    "contact_points": [{"line": "tel:+919812345670"}],
                },
            }
            self.step("priya", [fact], store)


WORDS = {
    "en": ("Your feedback", "Thank you", "We have your answer, and read every word of it.", "This link does not work", "It may be incomplete. Please open it again from our message."),
    "es": ("Su opinión", "Gracias", "Tenemos su respuesta y leemos cada palabra.", "Este enlace no funciona", "Puede estar incompleto. Ábralo de nuevo desde nuestro mensaje."),
    "hi": ("आपकी राय", "धन्यवाद", "हमें आपका उत्तर मिल गया है, और हम उसका हर शब्द पढ़ते हैं।", "यह लिंक काम नहीं करता", "यह अधूरा हो सकता है। कृपया इसे हमारे संदेश से फिर खोलें।"),
    "ar": ("رأيك", "شكرًا لك", "وصلتنا إجابتك، ونقرأ كل كلمة منها.", "هذا الرابط لا يعمل", "قد يكون غير مكتمل. يرجى فتحه مرة أخرى من رسالتنا."),
}


def application(clinic: Clinic) -> Flask:
    app = Flask(__name__, template_folder=str(HERE), static_folder=str(HERE / "static"))
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024

    @app.after_request
    def harden(response: Response) -> Response:
        # Nothing of anybody else, no script, no frame, no trace of the link's secret.
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response

    def words(language: str) -> tuple[str, ...]:
        return WORDS.get(language.split("-")[0], WORDS["en"])

    def message(kind: int, status: int) -> Response:
        tag = request.accept_languages.best_match(list(WORDS)) or "en"
        said = words(tag)
        page = render_template(
            "page.html", title=said[kind], text=said[kind + 1], form=None, language=tag,
            direction="rtl" if tag == "ar" else "ltr",
        )
        return make_response(page, status)

    @app.route("/s/<token>", methods=["GET", "POST"])
    def survey(token: str) -> Response:
        found = clinic.invitation(token)
        if found is None:
            return message(3, 404)
        _, instrument, answered = found
        if answered:
            return message(1, 200)
        document = clinic.instruments[instrument]
        first = next(item["id"] for item in document["items"] if item["answer"] != "words")
        spec = {
            "document": document,
            "action": url_for("survey", token=token),
            "required": [first],
        }
        asked = request.args.get("language") or request.accept_languages.best_match(
            document.get("languages", [])
        )
        if asked:
            spec["language"] = asked
            spec["action"] = url_for("survey", token=token, language=asked)
        if request.method == "POST":
            spec["posted"] = {name: request.form.getlist(name) for name in request.form}
        form = insight.form(spec)
        if request.method == "POST" and not form["faults"]:
            clinic.answer(token, form["answers"])
            return redirect(url_for("survey", token=token), code=303)
        page = render_template(
            "page.html", title=words(form["language"])[0], text=None, form=form["html"],
            language=form["language"], direction="rtl" if form["right_to_left"] else "ltr",
        )
        return make_response(page, 422 if form["faults"] else 200)

    @app.errorhandler(404)
    def nothing(_: Exception) -> Response:
        return message(3, 404)

    return app


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--port", type=int, default=8080)
    arguments.add_argument("--store", default="survey.sqlite")
    options = arguments.parse_args()
    clinic = Clinic(options.store)
    clinic.welcome()
    for instrument in ("nps", "csat", "phq-9", "visit"):
        token = clinic.invite("priya", instrument)
        print(f"{instrument:<8}http://127.0.0.1:{options.port}/s/{token}", flush=True)
    application(clinic).run(port=options.port)


if __name__ == "__main__":
    main()
