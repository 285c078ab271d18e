/** Progress read from JSON lines. */
@NullMarked
package io.trainwatt.agent.progress.jsonl;

import org.jspecify.annotations.NullMarked;
