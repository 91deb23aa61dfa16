"""Everything that is kept, opened together."""

from __future__ import annotations

from automl_server.config import Settings
from automl_server.db import Database
from automl_server.documents import Documents
from automl_server.migrations import migrate
from automl_server.signals import Signals
from automl_server.store.access import Access
from automl_server.store.census import Census
from automl_server.store.cloning import Cloner
from automl_server.store.consoles import Consoles
from automl_server.store.doomed_files import DoomedFiles
from automl_server.store.event_navigation import EventNavigation
from automl_server.store.event_reading import EventReader
from automl_server.store.event_writing import EventWriter
from automl_server.store.lifecycle import Lifecycle
from automl_server.store.models import Models
from automl_server.store.options import Options
from automl_server.store.projects import Projects
from automl_server.store.queues import Queues
from automl_server.store.scrolls import Scrolls
from automl_server.store.serving import Serving
from automl_server.store.tasks import Tasks
from automl_server.store.workers import Workers


class Store:
    """The parts of the store, and the database they share."""

    def __init__(self, settings: Settings) -> None:
        self.files_path = settings.files_path
        self.db = Database(settings.database_path)
        migrate(self.db)
        self.access = Access(self.db, settings.token_hours)
        self.projects = Projects(self.db)
        self.signals = Signals()
        self.tasks = Tasks(self.db, self.projects, self.signals)
        self.models = Models(self.db, self.projects)
        self.queues = Queues(self.db, self.signals)
        self.workers = Workers(self.db, self.tasks, self.queues, self.projects, settings.worker_timeout_seconds)
        self.lifecycle = Lifecycle(self.tasks, self.queues, self.models, self.projects)
        self.cloner = Cloner(self.tasks, self.projects, self.models)
        consoles = Consoles(self.db, settings.console_bytes)
        self.event_writer = EventWriter(self.db, self.tasks, self.models, consoles, settings.max_plots)
        self.events = EventReader(self.db)
        self.census = Census(self.db)
        self.scrolls = Scrolls(self.db)
        self.options = Options(self.db)
        self.serving = Serving(self.db)
        self.doomed_files = DoomedFiles(self.db)
        self.event_navigation = EventNavigation(self.events, self.scrolls)
        self._by_entity: dict[str, Documents] = {
            documents.entity.name: documents
            for documents in (
                self.tasks,
                self.models,
                self.projects,
                self.queues,
                self.access.users,
                self.access.companies,
            )
        }

    def documents(self, entity: str) -> Documents:
        """The documents of an entity, by its name."""
        return self._by_entity[entity]

    def close(self) -> None:
        """Close the database."""
        self.db.close()
