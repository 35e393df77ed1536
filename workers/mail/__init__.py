"""What supervisors read: from the alerts of one report to a mail that is sent, or laid into the outbox.

Place in the flow: called by the ``deliver`` actor. ``load`` fills a ``MailBatch`` from the database, ``compose`` makes
the message of it, ``transport`` hands it over. Everything but ``load`` and ``transport`` is pure.
"""
