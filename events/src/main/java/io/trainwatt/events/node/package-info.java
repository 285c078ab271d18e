/** What is true of a node: the domain side of {@code trainwatt.nodes}. */
@NullMarked
package io.trainwatt.events.node;

import org.jspecify.annotations.NullMarked;
