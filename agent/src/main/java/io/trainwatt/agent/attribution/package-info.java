/** Who used it: runs, their process trees, and a split that always sums to the whole. */
@NullMarked
package io.trainwatt.agent.attribution;

import org.jspecify.annotations.NullMarked;
