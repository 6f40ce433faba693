"""中文。"""

from handlers.texts.zh import board, casework, common, errors, evidence, figures, intake, people, reach

TEXTS: dict[str, str] = {
    **board.TEXTS,
    **casework.TEXTS,
    **common.TEXTS,
    **errors.TEXTS,
    **evidence.TEXTS,
    **figures.TEXTS,
    **intake.TEXTS,
    **people.TEXTS,
    **reach.TEXTS,
}
