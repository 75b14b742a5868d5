"""Proposing: from needs to lines that can be ordered, each with the steps that led to it."""

from __future__ import annotations

from domain.planning.proposing.policy_words import policy_words
from domain.planning.proposing.propose import Proposal, proposal, propose
from domain.planning.proposing.room import room_taken

__all__ = ["Proposal", "policy_words", "proposal", "propose", "room_taken"]
