"""Queues and lists."""

TEXTS: dict[str, str] = {
    "queue.title": "📋 <b>{name}</b> open: {total}",
    "queue.line": "{mark} <b>{number}</b> {about}{claimer}",
    "queue.claimer": " · {name}",
    "queue.gathered": "📥 {count} new, gathered in the queue below; tap a number to open one: {numbers}",
    "queue.page": "{page} / {pages}",
    "queue.empty": "Nothing open 🎉",
    "queue.waiting": "📋 <b>Waiting for a dispatcher</b>: {total}",
    "queue.reported": "reported {time}",
    "no_cases": "You have not reported anything yet.",
    "my_cases": "Here are your latest {count}.",
    "no_queue": "Nothing waits.",
    "queue_for": "{name}: {total} open, the {shown} most urgent below.",
    "look_for": "{total} wait for your look, the {shown} most urgent below.",
    "waiting_for": "{total} wait for the dispatcher, the {shown} most urgent below.",
}
