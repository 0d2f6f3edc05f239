"""`triptych probe`: what the layers of a painter do, measured once and kept beside it. Knows no layer."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..models import catalog
from ..models.image_model import ModelError
from ..models.layer_probe import probe
from ..models.layer_roles import LayerRoles, write_roles
from .assembly import Loaders
from .options import fail


def probe_model(name: str, loaders: Loaders) -> None:
    """Measure, keep and print it; one sentence and exit code 2 where that cannot be done."""
    out, err = (Console(stderr=stderr, highlight=False, soft_wrap=True) for stderr in (False, True))
    try:
        card = catalog.card(name)
        roles = _measured(name, loaders, err)
        file = write_roles(card, roles)
    except (ModelError, OSError) as error:
        fail(str(error))
    for role in ("position", "content", "vital"):
        out.print(f"{role:9} {', '.join(map(str, sorted(getattr(roles, role))))}")
    out.print(f"kept in {file}")


def _measured(name: str, loaders: Loaders, console: Console) -> LayerRoles:
    columns = (TextColumn("pictures"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("pictures", total=None)
        return probe(
            loaders.painter(name), tell=lambda done, of: progress.update(bar, completed=done, total=of)
        )
