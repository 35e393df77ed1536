"""What runs: the watchers, the ledger, the actors, the scheduler, the mails and the commands."""
