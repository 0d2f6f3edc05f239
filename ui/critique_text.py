"""What the critic saw in a picture, in one line for a terminal and a page. Knows no colours."""

from ..agent.state import Critique
from ..agent.wrong import findings


def critique_line(critique: Critique) -> str:
    """The score, and what did not pass with its P(yes): "score 0.67; the hat should be blue: 0.12"."""
    wrong = "; ".join(findings(critique))
    where = f" ({critique.where})" if wrong and critique.where else ""
    return f"score {critique.score:.2f}; {wrong or 'all is as it should be'}{where}"
