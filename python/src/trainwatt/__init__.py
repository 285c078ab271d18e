# SPDX-License-Identifier: Apache-2.0
"""Tells Trainwatt how far a training run is.

    import trainwatt

    with trainwatt.track(name="plain", labels={"strategy": "dense"}) as run:
        for batch in batches:
            loss = train_on(batch)
            run.step(tokens=batch.size, loss=loss)

Energy is measured by the agent of the node; this package only says what the energy was used for.
Without an agent every call does nothing.
"""

from trainwatt._run import Run, track

__all__ = ["Run", "track", "__version__"]
__version__ = "0.1.0"
