/** Reading the kernel's small text files often and cheaply. */
@NullMarked
package io.trainwatt.agent.procfs;

import org.jspecify.annotations.NullMarked;
