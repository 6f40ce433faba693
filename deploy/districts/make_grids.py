"""Makes the example district's grids: irregular cells on shifted corners, sharing edges exactly. Same seed, same map."""

import json
import random
from pathlib import Path

COLUMNS, ROWS = 6, 4
WEST, SOUTH = 120.1200, 30.2600
WIDE, HIGH = 0.0062, 0.0054
COMMUNITIES = (("01", "解放"), ("02", "和平"), ("03", "桥东"), ("04", "湖滨"))


def corners(seed: int) -> list[list[tuple[float, float]]]:
    """Shifted lattice points, row by row from the south; every cell is made of these, so edges are shared."""
    chance = random.Random(seed)

    def shift(size: float) -> float:
        return (chance.random() - 0.5) * 0.45 * size

    return [
        [(round(WEST + x * WIDE + shift(WIDE), 6), round(SOUTH + y * HIGH + shift(HIGH), 6)) for x in range(COLUMNS + 1)]
        for y in range(ROWS + 1)
    ]


def features(seed: int) -> list[dict[str, object]]:
    lattice = corners(seed)
    found: list[dict[str, object]] = []
    for y in range(ROWS):
        for x in range(COLUMNS):
            ring = [lattice[y][x], lattice[y][x + 1], lattice[y + 1][x + 1], lattice[y + 1][x], lattice[y][x]]
            community, called = COMMUNITIES[y]
            about = {"code": f"{community}{x + 1:02d}", "name": f"{called}第{x + 1}网格", "community": community}
            found.append({"type": "Feature", "properties": about, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    return found


if __name__ == "__main__":
    target = Path(__file__).parent / "example" / "grids.geojson"
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features(20261122))
    target.write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', "utf-8")
