"""English."""

from handlers.texts.en import board, casework, common, errors, evidence, figures, intake, people, reach

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
