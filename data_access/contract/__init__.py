"""The data contract as data: one TOML per table that users bring, in ``tables/``."""

from data_access.contract.load import ContractError, contract, load_contract, table_contract
from data_access.contract.model import Column, Table

__all__ = ["Column", "ContractError", "Table", "contract", "load_contract", "table_contract"]
