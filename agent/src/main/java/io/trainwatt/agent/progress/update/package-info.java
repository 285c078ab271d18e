/** What one line or record of any source says of a training, and how positions become work. */
@NullMarked
package io.trainwatt.agent.progress.update;

import org.jspecify.annotations.NullMarked;
