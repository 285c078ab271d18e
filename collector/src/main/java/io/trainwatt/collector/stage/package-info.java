/** What passed each stage of this instance: in, out, held and dropped by reason. */
@NullMarked
package io.trainwatt.collector.stage;

import org.jspecify.annotations.NullMarked;
