/** How state is written as bytes: compact, versioned, the same for stores and internal topics. */
@NullMarked
package io.trainwatt.pipeline.state;

import org.jspecify.annotations.NullMarked;
