"""A transformer of any size in sentence-transformers; its weights are random, for its speed does not depend on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from transformers import XLMRobertaConfig, XLMRobertaModel

from pipeline.retrieval.units import words_and_stops

_LONGEST = 512
_FIRST = 4  # numbers of tokens below it have a meaning of their own; 1 fills up


@dataclass(frozen=True, slots=True)
class Size:
    """Layers, width, attention heads and vocabulary of a RoBERTa, whose inner width is four times its width."""

    layers: int
    width: int
    heads: int
    vocabulary: int


class _Syllables(torch.nn.Module):
    """Reads every syllable and stop as one token, which is fewer than real vocabularies make of them."""

    modalities = ("text",)
    max_seq_length = _LONGEST

    def __init__(self, size: Size) -> None:
        super().__init__()
        config = XLMRobertaConfig(
            vocab_size=size.vocabulary,
            hidden_size=size.width,
            num_hidden_layers=size.layers,
            num_attention_heads=size.heads,
            intermediate_size=4 * size.width,
            max_position_embeddings=_LONGEST + 2,
        )
        self._vocabulary = size.vocabulary
        self.model = XLMRobertaModel(config, add_pooling_layer=False)

    def preprocess(self, inputs: Sequence[str], **_: Any) -> dict[str, torch.Tensor]:
        """Return the numbers of the tokens, filled up to the longest text."""
        rows = [[_FIRST + hash(w) % (self._vocabulary - _FIRST) for w in words_and_stops(text)] for text in inputs]
        tokens = [torch.tensor(row[:_LONGEST] or [_FIRST]) for row in rows]
        ids = torch.nn.utils.rnn.pad_sequence(tokens, batch_first=True, padding_value=1)
        return {"input_ids": ids, "attention_mask": (ids != 1).long()}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Add the vectors of the tokens."""
        output = self.model(features["input_ids"], features["attention_mask"])
        return features | {"token_embeddings": output.last_hidden_state}


def transformer_of(size: Size) -> SentenceTransformer:
    """Return a model with random weights that averages the vectors of its tokens."""
    return SentenceTransformer(modules=[_Syllables(size), Pooling(size.width, "mean"), Normalize()], device="cpu")
