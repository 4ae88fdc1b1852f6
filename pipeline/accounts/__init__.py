"""Who may use the workplace: accounts, sign-ins, tokens of programs, and the record of what was changed.

They lie in `data/accounts.db`, apart from the corpus: a backup of the corpus may be handed on, this file may not.
"""

from pipeline.accounts.accounts import Accounts
from pipeline.accounts.log import Entry
from pipeline.accounts.roster import ROLES, Account, Role

__all__ = ["ROLES", "Account", "Accounts", "Entry", "Role"]
