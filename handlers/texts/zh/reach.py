"""送不到的消息。"""

TEXTS: dict[str, str] = {
    "alarm.place": "⚠️ 无法向{places}发送消息（{why}）。相关案件已改为私聊通知；请管理员检查该群或话题，必要时重新 /bind。",
    "alarm.person": "⚠️ {name}（{roles}）收不到机器人的消息（{why}），相关案件已转给其他人。请本人打开机器人点“开始”。",
    "alarm.resident": "⚠️ {numbers} 的反映人收不到机器人的消息（{why}）。留了电话的，请电话答复。",
    "refused.closed": "话题已关闭",
    "refused.deleted": "话题已删除",
    "refused.removed": "机器人已被移出",
    "refused.blocked": "对方停用了机器人",
    "refused.unopened": "对方还没有打开过机器人",
    "refused.deactivated": "对方账号已注销",
    "refused.rights": "机器人没有发言权限",
    "refused.other": "Telegram 拒绝接收，详见日志",
    "alarm.card": "⚠️ {number} 在{where}无法显示（{why}），请处理。",
    "alarm.letter": "⚠️ 有一条消息没能送达{where}（{why}）。",
    "alarm.sheet": "⚠️ {number} 的前后对比图没能做成，请核查时查看原照片。",
    "alarm.no_dispatcher": "⚠️ 本辖区已没有派遣员，{count} 件待派遣案件无人处理，请用 /role 指定新的派遣员。",
    "alarm.no_lead": "⚠️ {department} 已没有负责人，尚有 {count} 件在办，请转派或授权新的负责人。",
    "alarm.department": "⚠️ 新版本里已没有{department}，尚有 {count} 件在办，请转派。",
    "alarm.a_card": "一张卡片",
    "alarm.somebody": "对方的聊天",
    "alarm.calendar": "⚠️ 还没有 {year} 年的放假调休安排，时限只按周末计算。请把 calendar-{year}.csv 放进辖区资料并载入。",
}
