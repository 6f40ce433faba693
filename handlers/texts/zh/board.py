"""队列与清单。"""

TEXTS: dict[str, str] = {
    "queue.title": "📋 <b>{name}</b> 在办 {total} 件",
    "queue.line": "{mark} <b>{number}</b> {about}{claimer}",
    "queue.claimer": " · {name}",
    "queue.gathered": "📥 刚到 {count} 件，已并入下面的队列，点编号打开：{numbers}",
    "queue.page": "{page} / {pages}",
    "queue.empty": "没有待办案件 🎉",
    "queue.waiting": "📋 <b>待派遣员处理</b> {total} 件",
    "queue.reported": "{time} 上报",
    "no_cases": "您还没有上报过案件。",
    "my_cases": "您最近的 {count} 件都在这里。",
    "no_queue": "没有待办案件。",
    "queue_for": "{name}：在办 {total} 件，最急的 {shown} 件如下。",
    "look_for": "等您核实或核查的共 {total} 件，最急的 {shown} 件如下。",
    "waiting_for": "等待派遣员处理的共 {total} 件，最急的 {shown} 件如下。",
}
