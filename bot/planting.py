"""Boosted trees of scikit-learn as the plain arrays that ``dialogs.reading.trees`` reads."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

GROWTH: Final[dict[str, Any]] = {
    "max_iter": 200,
    "learning_rate": 0.06,
    "max_leaf_nodes": 12,
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
    "max_features": 0.3,
    "early_stopping": False,
}
"""Many small trees, each looking at a third of the signals: chosen by held-out training answers."""


def planted(model: Any, base: float) -> dict[str, Array]:
    """The arrays of a fitted ``HistGradientBoostingClassifier`` with two classes.

    ``base`` is added to what its decision function says.
    """
    grown = [each[0].nodes for each in model._predictors]
    sizes = [len(nodes) for nodes in grown]
    roots = np.cumsum([0, *sizes[:-1]])
    nodes, first = np.concatenate(grown), np.repeat(roots, sizes)
    leaf, itself = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
    return {
        "trees_feature": np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16),
        "trees_threshold": np.where(leaf, 0.0, nodes["num_threshold"]),
        "trees_left": np.where(leaf, itself, nodes["left"] + first).astype(np.int32),
        "trees_right": np.where(leaf, itself, nodes["right"] + first).astype(np.int32),
        "trees_value": np.where(leaf, nodes["value"], 0.0).astype(np.float32),
        "trees_roots": roots.astype(np.int32),
        "trees_shape": np.array(
            [nodes["depth"].max(), base + float(model._baseline_prediction.item())]
        ),
    }
