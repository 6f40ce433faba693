"""What cannot be shown."""

TEXTS: dict[str, str] = {
    "alarm.place": "⚠️ Nothing can be sent to {places} ({why}). Its cases go to people in private; admin, please look at the group or topic and /bind again if need be.",
    "alarm.person": "⚠️ {name} ({roles}) cannot be reached ({why}); their cases went to others. They should open the bot and press Start.",
    "alarm.resident": "⚠️ Who reported {numbers} cannot be reached by the bot ({why}). If they left a number, please call them.",
    "refused.closed": "the topic is closed",
    "refused.deleted": "the topic was deleted",
    "refused.removed": "the bot was removed",
    "refused.blocked": "they blocked the bot",
    "refused.unopened": "they have not opened the bot yet",
    "refused.deactivated": "their account is gone",
    "refused.rights": "the bot has no right to write there",
    "refused.other": "Telegram refused it; see the log",
    "alarm.card": "⚠️ {number} cannot be shown in {where} ({why}).",
    "alarm.letter": "⚠️ A message could not be delivered to {where} ({why}).",
    "alarm.sheet": "⚠️ {number}: the before/after picture could not be made; please look at the photos.",
    "alarm.no_dispatcher": "⚠️ Nobody is dispatcher any more and {count} case(s) wait to be dispatched; please appoint one with /role.",
    "alarm.no_lead": "⚠️ {department} has no lead any more and {count} open case(s); please transfer them or appoint one.",
    "alarm.department": "⚠️ The new edition has no {department}, which has {count} open case(s); please transfer them.",
    "alarm.a_card": "A card",
    "alarm.somebody": "somebody's chat",
    "alarm.calendar": "⚠️ The moved holidays of {year} are not known: limits are counted with weekends only. Add calendar-{year}.csv to the pack and load it.",
}
