"""The survey in a real browser (Debian's Chromium): with a keyboard alone, without script, from right
to left, on a small screen, in the dark; and what comes of the answers."""

import os
import shutil
import sys
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).resolve().parent))
from survey import Clinic, application  # noqa: E402

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
PICTURES = Path(__file__).resolve().parents[2] / "target" / "survey"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="not run: Chromium is not installed")


@pytest.fixture(scope="module")
def browser():
    PICTURES.mkdir(parents=True, exist_ok=True)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def clinic(tmp_path):
    clinic = Clinic(str(tmp_path / "survey.sqlite"))
    clinic.welcome()
    server = make_server("127.0.0.1", 0, application(clinic), threaded=True)
    clinic.address = f"http://127.0.0.1:{server.port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield clinic
    server.shutdown()


def opened(browser, clinic, instrument, path="", **options):
    """A page of a link, without script unless a test needs it to look inside."""
    context = browser.new_context(**options)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    token = clinic.invite("priya", instrument)
    page.goto(f"{clinic.address}/s/{token}{path}")
    page.asked = asked
    return page


def accessible(page):
    found = axe.Axe().run(page)
    serious = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert not serious, [(v["id"], v["help"], [n["html"] for n in v["nodes"]]) for v in serious]


def test_a_score_and_words_by_keyboard_alone_without_script(browser, clinic):
    page = opened(browser, clinic, "nps", java_script_enabled=False)
    keys = page.keyboard
    keys.press("Tab")
    keys.press("Space")
    for _ in range(3):
        keys.press("ArrowRight")
    keys.press("Tab")
    keys.type("The lift was broken. <script>alert(1)</script>")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "Thank you"
    assert all(url.startswith(clinic.address) for url in page.asked), "no third party is asked"
    sent = clinic.outbox()
    assert {action.get("title") for action in sent} >= {
        "Call the patient about their visit", "Answer the patient's suggestion",
    }
    assert all("script" not in str(action) for action in sent)


def test_faults_are_listed_with_links_to_where_they_are(browser, clinic):
    page = opened(browser, clinic, "csat")
    page.get_by_role("textbox").fill("two\nlines & <b>signs</b>")
    page.get_by_role("button", name="Send").click()
    alert = page.get_by_role("alert")
    assert "please answer this question" in alert.inner_text()
    # Nothing that was written is lost, and none of it is markup.
    assert page.get_by_role("textbox").input_value() == "two\nlines & <b>signs</b>"
    accessible(page)
    page.screenshot(path=PICTURES / "faults.png", full_page=True)
    alert.get_by_role("link").click()
    assert page.evaluate("location.hash") == "#csat"
    page.get_by_label("4", exact=True).check()
    page.get_by_role("button", name="Send").click()
    assert page.locator("h1").inner_text() == "Thank you"


def test_an_answer_of_danger_calls_a_person_at_once(browser, clinic):
    page = opened(browser, clinic, "phq-9")
    accessible(page)
    page.screenshot(path=PICTURES / "phq-9.png", full_page=True)
    for item in range(1, 10):
        value = 1 if item == 9 else 0
        page.locator(f"label[for=phq{item}-{value}]").click()
    page.get_by_role("button", name="Send").click()
    first = clinic.outbox()[0]
    assert (first["type"], first["reason"], first["urgent"]) == ("open_task", "safety_answer", True)


def test_from_right_to_left(browser, clinic):
    page = opened(browser, clinic, "visit", locale="ar", viewport={"width": 360, "height": 740})
    assert page.locator("html").get_attribute("dir") == "rtl"
    accessible(page)
    page.screenshot(path=PICTURES / "arabic.png", full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, "it fits a small screen"
    page.get_by_label("صعب", exact=True).check()
    page.get_by_role("spinbutton").fill("101")
    page.locator("button").click()
    assert "يرجى اختيار إحدى الإجابات" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("صعب", exact=True).is_checked()
    page.get_by_role("spinbutton").fill("45")
    page.locator("button").click()
    assert page.locator("h1").inner_text() == "شكرًا لك"


def test_in_the_dark_and_in_hindi(browser, clinic):
    page = opened(browser, clinic, "nps", "?language=hi", color_scheme="dark")
    assert page.locator("form").get_attribute("lang") == "hi"
    page.get_by_label("9", exact=True).check()
    accessible(page)
    page.screenshot(path=PICTURES / "dark.png", full_page=True)


def test_a_link_is_good_for_one_answer(browser, clinic):
    page = opened(browser, clinic, "csat")
    link = page.url
    other = browser.new_context().new_page()
    other.goto(link)
    for page, label in ((page, "1"), (other, "5")):
        page.get_by_label(label, exact=True).check()
        page.get_by_role("button", name="Send").click()
        assert page.locator("h1").inner_text() == "Thank you"
    tasks = [action for action in clinic.outbox() if action["type"] == "open_task"]
    assert len(tasks) == 1, "the second answer is none"
    page.goto(link + "x")
    assert page.locator("h1").inner_text() == "This link does not work"


def test_headers_and_sizes(clinic):
    client = application(clinic).test_client()
    token = clinic.invite("priya", "nps")
    found = client.get(f"/s/{token}")
    assert "default-src 'none'" in found.headers["Content-Security-Policy"]
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(f"/s/{token}", data={"comment": "x" * 300_000}).status_code == 413
    for posted in ({"nps": "eleven"}, {"nps": ["1", "2"]}, {"nps": "11"}, {}, {"nps": "9\r\nX: y"}):
        assert client.post(f"/s/{token}", data=posted).status_code == 422
    assert client.post(f"/s/{token}", data={"nps": "9", "nobody": "<b>"}).status_code == 303
    assert client.get("/s/guessed").status_code == 404
