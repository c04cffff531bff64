"""The pair of servers, and what a test does to whoever waits at it."""

from scripts.failures import servers


class Pair(servers.Pair):
    """With a commit that waits for a standby which is away."""

    def waiting(self) -> list[int]:
        """The sessions whose commit waits for the standby."""
        return [pid for (pid,) in self.primary.sql("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'")]

    def ends_the_wait(self, how: str) -> bool:
        """Of all that wait; whether there was one. `how`: pg_cancel_backend or pg_terminate_backend."""
        pids = self.waiting()
        for pid in pids:
            self.primary.sql(f"SELECT {how}(%s)", pid)
        return bool(pids)

    def fails_over(self) -> None:
        """The primary dies while its standby is away; that comes back as the primary."""
        self.primary.kill()
        self.standby.start()
        self.standby.promote()
        self.standby.waits_for("''")
