/**
 * What several sources of one node mean together: what is in its total, what a node meter sees
 * beyond its parts, and who contradicts whom. The rules stand beside the vectors that hold them, in
 * {@code conformance/README.md}.
 */
@NullMarked
package io.trainwatt.agent.counter.together;

import org.jspecify.annotations.NullMarked;
