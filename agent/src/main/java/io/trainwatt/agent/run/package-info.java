/** The runs of this node as others see them: name, labels, state. */
@NullMarked
package io.trainwatt.agent.run;

import org.jspecify.annotations.NullMarked;
