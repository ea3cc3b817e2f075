"""Opens the context that use cases work with, from the settings."""

from rules import load_rulebook
from service.context import Context
from service.evidence.checkpoints import CheckpointFile
from service.evidence.rulebook_archive import RulebookFolder
from service.settings import Settings
from service.signing import Signer
from service.store import Store


def open_context(settings: Settings) -> Context:
    """Load the law and open the database, its tables brought up to date.

    Raises:
        schemas.faults.BadInput: a policy or the signing key does not load.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = Signer.from_file(settings.signing_key)
    store = Store(settings.database)
    store.migrate()
    store.after_commit.append(CheckpointFile(settings.data_dir / "heads", signer).write)
    rulebook = load_rulebook(settings.policy_dirs)
    RulebookFolder(settings.data_dir / "rulebooks").keep(rulebook)
    return Context(rulebook, store, signer=signer, settings=settings)
