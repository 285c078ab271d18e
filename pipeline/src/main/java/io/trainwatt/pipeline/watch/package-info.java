/** Third step, per run: rules that turn what happens into alerts. */
@NullMarked
package io.trainwatt.pipeline.watch;

import org.jspecify.annotations.NullMarked;
