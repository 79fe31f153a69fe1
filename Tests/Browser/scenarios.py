"""What people do with the admin."""
from urllib.parse import urlsplit

from playwright.sync_api import expect

from inspection import inspect, use_keyboard, weigh
from person import PASSWORD, shape

LATER = "2099-01-01T00:00:00Z"
EVIL = "<img src=x onerror=alert(1)>"


def seed(queue, person):
    """Rows of this person's own: one that is refused, and three that wait."""
    queue.add(
        {"to": {"address": "blocked@acme.test", "name": EVIL}, "subject": f"Refused {EVIL}",
         "reference": EVIL, "tags": [person.tag], "html": "<h1 style='color:red'>Hi</h1><img src='http://192.0.2.1/a.png'><script>alert(2)</script>"},
        {"to": "alice@acme.test", "subject": f"Requeued {person.tag}", "tags": [person.tag], "due_at": LATER},
        {"to": "alice@acme.test", "subject": "Waiting one", "tags": [person.tag], "due_at": LATER},
        {"to": "alice@acme.test", "subject": "Waiting two", "tags": [person.tag], "due_at": LATER})


def get_in(person, link, address):
    """The first link sets the password, with which they log in."""
    page = person.page
    page.goto(link)
    if person.script:
        inspect(person)
        use_keyboard(person)
    person.field("New password").fill(PASSWORD)
    person.field("New password once more").fill("something else")
    person.press("Set the password")
    expect(page.get_by_role("alert")).to_have_text("The two passwords are not the same.")
    if person.script:
        inspect(person)
    person.field("New password").fill(PASSWORD)
    person.field("New password once more").fill(PASSWORD)
    person.press("Set the password")
    person.notice("Your password is set. Log in with it.")
    page.goto(link)
    person.heading("There is no such page")

    person.open("/admin/queue?status=error")
    person.heading("Log in")
    if person.script:
        inspect(person)
        use_keyboard(person)
    person.field("E-mail address").fill(address)
    person.field("Password").fill(PASSWORD)
    person.press("Log in")
    expect(page).to_have_url(f"{person.base}/admin/queue?status=error")


def show(person, state):
    """Narrows the queue to this person's rows in a state."""
    page = person.page
    person.open("/admin/queue")
    page.locator("summary").filter(has_text="Filter").click()
    person.field("Tag").fill(person.tag)
    person.field("State").select_option(label=state)
    person.press("Show")
    expect(person.field("Tag")).to_have_value(person.tag)


def cancel_filter_and_undo(person):
    page = person.page
    show(person, "pending")
    expect(page.locator("tbody tr")).to_have_count(3)
    person.field("Apply to").select_option(label="all that the filter finds")
    person.press("Cancel sending")
    person.heading("Cancel rows")
    expect(page.locator("main li")).to_have_text(["3 pending"])
    if person.script:
        inspect(person)
    person.press("Cancel these rows")
    person.notice("3 rows were cancelled.")
    expect(page.locator("tbody tr")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    person.notice("Taken back, for 3 rows.")
    show(person, "pending")
    expect(page.locator("tbody tr")).to_have_count(3)


def requeue_selected_and_undo(person):
    page = person.page
    show(person, "error")
    person.until(person.row("Refused"))
    expect(person.row("Refused")).to_contain_text("550 5.7.1 <blocked@acme.test>: Recipient address rejected: Blocked by policy")
    person.press("Send again")
    person.heading("Something in it is not right")
    show(person, "error")
    person.row("Refused").get_by_role("checkbox").check()
    person.press("Send again")
    person.heading("Send rows again")
    expect(page.locator("main li")).to_have_text(["1 error"])
    person.press("Send these rows again")
    person.notice("1 row is about to be sent again.")
    page.get_by_role("button", name="Undo").click()
    person.notice("Taken back, for 1 row.")


def cancel_and_requeue_row(person):
    """That it arrives is seen by who started this."""
    page = person.page
    show(person, "pending")
    person.row("Requeued").get_by_role("link").click()
    heading = page.get_by_role("heading", level=1)
    person.press("Cancel sending")
    person.press("Cancel these rows")
    expect(heading).to_contain_text("error, cancelled")
    person.press("Send again")
    person.press("Send these rows again")
    person.notice("1 row is about to be sent again.")
    person.until(heading.filter(has_text="sent"))


def switch_language(person):
    page = person.page
    for language, title in [("fr", "Votre compte"), ("es", "Su cuenta"), ("en", "Your account")]:
        person.open("/admin/profile")
        page.locator("#language").select_option(language)
        page.locator("#language").locator("xpath=ancestor::form").get_by_role("button").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        person.heading(title)


def compose(person):
    """That it arrives is seen by who started this."""
    page = person.page
    person.open("/admin/compose")
    person.press("Send")
    expect(page).to_have_url(f"{person.base}/admin/compose")
    for name, value in [
            ("To", "Alice <alice@acme.test>"), ("Subject", f"Composed {person.tag}"), ("Text", "Hello, {{name}}"),
            ("HTML", "<p>Hello <b>there</b></p><img src='http://192.0.2.1/a.png' alt=''><script>alert(3)</script>")]:
        person.field(name).fill(value)
    person.press("Preview")
    expect(page.get_by_role("heading", name="As the first recipient gets it")).to_be_visible()
    if not person.script:
        person.press("Show the HTML")
    expect(page.frame_locator("iframe.mail").get_by_text("there")).to_be_visible()
    if person.script:
        inspect(person)
    person.field("Attachments").set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Notes"})
    person.press("Send")
    person.until(page.get_by_role("heading", level=1).filter(has_text="sent"))
    expect(page.locator("main")).to_contain_text("notes.txt")


def write_to_site(person):
    """A stranger's message. That it arrives is seen by who started this."""
    person.open("/contact/example.org")
    if person.script:
        use_keyboard(person)
    for name, value in [("Name", "Zoë"), ("E-mail address", "zoe@example.net"), ("Message", f"A question {person.tag}")]:
        person.field(name).fill(value)
    person.press("Send")
    person.heading("Thank you")
    if person.script:
        inspect(person)


def watch(person, queue):
    """The open list follows the queue, but not under the fingers of who is choosing."""
    page, other = person.page, person.new_page()
    queue.add({"to": "alice@acme.test", "subject": "Watched one", "tags": ["watched"], "due_at": LATER})
    for each in (page, other):
        each.goto(person.base + "/admin/queue?tag=watched")
        expect(each.locator("tbody tr")).to_have_count(1)
    queue.add({"to": "alice@acme.test", "subject": "Watched two", "tags": ["watched"], "due_at": LATER})
    expect(page.locator("tbody tr")).to_have_count(2)
    person.field("Select all rows of this page").check()
    expect(page.locator("tbody input:checked")).to_have_count(2)
    queue.add({"to": "alice@acme.test", "subject": "Watched three", "tags": ["watched"], "due_at": LATER})
    expect(other.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody tr")).to_have_count(2)
    person.field("Select all rows of this page").uncheck()
    page.get_by_role("heading", level=1).click()
    expect(page.locator("tbody tr")).to_have_count(3)
    other.close()


def walk(person, starts, language, scheme):
    """Every page that links lead to, one of each shape."""
    page = person.page
    page.emulate_media(color_scheme=scheme)
    seen, todo = set(), list(starts)
    while todo:
        path = todo.pop(0)
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        response = person.open(path + ("&" if "?" in path else "?") + f"language={language}")
        person.findings.check(response.status == 200, f"{path} answers {response.status}")
        if urlsplit(page.url).path != urlsplit(path).path:
            continue
        inspect(person, language)
        weigh(person, response)
        if (language, scheme) == ("en", "light"):
            use_keyboard(person)
        todo += page.evaluate("""[...document.querySelectorAll("a[href]:not([download])")]
            .filter(a => a.origin === location.origin).map(a => a.pathname + a.search)""")


def get_lost(person):
    for path in ("/admin/queue/999999999", "/admin/nowhere", "/admin/queue/confirm", "/contact/nowhere.example"):
        response = person.open(path)
        person.findings.check(response.status == 404, f"{path} answers {response.status}")
        person.heading("There is no such page")
        inspect(person)


def leave(person):
    person.open("/admin")
    person.press("Log out")
    person.notice("You are logged out.")
    person.open("/admin/queue")
    person.heading("Log in")
    person.findings.check(not person.asked, f"asked elsewhere: {person.asked}")
